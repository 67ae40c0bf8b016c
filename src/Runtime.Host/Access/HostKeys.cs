using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Runtime.Host.Logging;
using Workflows.Runtime;

namespace Runtime.Host.Access;

/// <summary>The keys a running host checks: one immutable ring, read again when the file has changed.</summary>
internal sealed class HostKeys(KeyFile file, bool enforced, TimeProvider clock, ILogger<HostKeys> logger) : IManagementCodes
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);      // how long a revoked key may still open

    private volatile KeyRing ring = new(KeyRing.CurrentFormat, KeyRing.NewAddressSecret(), []);
    private DateTime changed;
    private long looked;

    public bool Enforced => enforced;

    public KeyRing Current
    {
        get
        {
            var before = Volatile.Read(ref looked);
            if (clock.GetElapsedTime(before) >= LookAgain && Interlocked.CompareExchange(ref looked, clock.GetTimestamp(), before) == before)
                Refresh();
            return ring;
        }
    }

    /// <summary>Reads the keys, and makes the first ones. Their values are shown here and never again.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!enforced)
            return;
        Show(await file.EnsureAsync(cancellationToken));
        Refresh();
        looked = clock.GetTimestamp();
    }

    public string? CodeFor(string instanceId) => enforced ? Current.CodeOf(instanceId) : null;

    // Not through the log: logs are kept and sent elsewhere.
    private void Show(IReadOnlyList<IssuedKey> issued)
    {
        if (issued.Count == 0)
            return;
        Console.Error.WriteLine($"New keys, shown this once ({file.Path} holds their hashes):");
        foreach (var (key, value) in issued)
            Console.Error.WriteLine($"  {key.Scope.ToString().ToLowerInvariant(),-8} {key.Name,-24} {value}");
    }

    private void Refresh()
    {
        try
        {
            var stamp = File.GetLastWriteTimeUtc(file.Path);
            if (stamp == changed)
                return;
            if (file.Load() is not { } read)
                return;         // the keys in use stay: a file that is gone must not open the host, nor lock it
            ring = read;
            changed = stamp;
        }
        catch (HostConfigurationException error)
        {
            logger.KeysNotRead(error.Message);
        }
    }
}
