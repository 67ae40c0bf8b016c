using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Workflows.Activities.Streams;
using Workflows.Contracts.Streams;

namespace Workflows.Cli.Hubs;

/// <summary>Reads the file beside the hub, also while another process writes to it.</summary>
internal sealed class LocalStream(HubPlace place, string run) : StreamSource
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);     // as often as a person sees a difference

    private readonly RunStreams streams = new(
        new ConfigurationBuilder().AddInMemoryCollection([new("Host:HubFolder", place.Folder)]).AddEnvironmentVariables().Build(), TimeProvider.System);

    public override async IAsyncEnumerable<StreamEntry> ReadAsync(long after, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long position = 0; ;)
        {
            var ended = HasEnded();
            var (entries, next) = streams.Read(run, position);
            position = next;
            foreach (var entry in entries.Where(entry => entry.Id > after))
                yield return entry;
            if (ended || !follow)
                yield break;
            await Task.Delay(Interval, cancellationToken);
        }
    }

    public override void Dispose()
    {
    }

    private bool HasEnded()
    {
        using var snapshot = place.OpenSnapshot();
        return (snapshot?.Find(run) ?? throw place.NoRun(run)).IsFinished;
    }
}
