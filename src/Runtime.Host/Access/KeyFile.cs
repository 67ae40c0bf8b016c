using System.Text.Json;
using Runtime.Host.Access;

namespace Workflows.Runtime;

/// <summary>
/// The keys of a host, in <c>keys.json</c> beside its task hub: salted hashes, readable by the owner of the file only. Changes are whole or not at
/// all, and wait for each other across processes; a running host takes them up within a second.
/// </summary>
/// <param name="folder">The hub's folder; made when missing.</param>
/// <param name="clock">Dates new keys; null for the system's clock.</param>
public sealed class KeyFile(string folder, TimeProvider? clock = null)
{
    private const string FileName = "keys.json";
    private const int BytesMax = 1 << 20;
    private const int KeysMax = 1_000;              // each request is compared with those it may use
    private const int NameCharsMax = 100;
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly TimeProvider clock = clock ?? TimeProvider.System;

    /// <summary>Full path of the file.</summary>
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetFullPath(folder), FileName);

    /// <summary>The keys there are; empty before the first one is made.</summary>
    /// <exception cref="HostConfigurationException">The file cannot be read.</exception>
    public IReadOnlyList<HostKey> List() => Load() is { } ring ? [.. ring.Keys.Select(key => key.Public)] : [];

    /// <summary>Makes the master key, a host key and the system key if there is no key file yet.</summary>
    /// <returns>What was made, with values; empty when there was a file.</returns>
    /// <exception cref="HostConfigurationException">The file cannot be read or written.</exception>
    public Task<IReadOnlyList<IssuedKey>> EnsureAsync(CancellationToken cancellationToken = default) =>
        ChangeAsync(static (ring, _) => (ring, []), cancellationToken);

    /// <summary>Makes a key.</summary>
    /// <param name="scope">What it opens; there is one master key only.</param>
    /// <param name="name">1 to 100 letters, digits, '-' or '_', not in use within the scope.</param>
    /// <param name="function">The function, for a key of scope Function; else null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The key last, after those that a new file begins with.</returns>
    /// <exception cref="KeyException">The name or the scope cannot be used.</exception>
    /// <exception cref="HostConfigurationException">The file cannot be read or written.</exception>
    public Task<IReadOnlyList<IssuedKey>> CreateAsync(KeyScope scope, string name, string? function = null, CancellationToken cancellationToken = default)
    {
        Check(scope, name, function);
        if (scope == KeyScope.Master)
            throw new KeyException("There is one master key. Rotate it to get a new value.");
        return ChangeAsync((ring, now) =>
        {
            if (ring.Keys.Any(key => key.Is(scope, name, function)))
                throw new KeyException($"There is a key '{name}' already. Rotate it, or choose another name.");
            if (ring.Keys.Count >= KeysMax)
                throw new KeyException($"A host has at most {KeysMax} keys. Revoke some first.");
            var (stored, issued) = StoredKey.Make(scope, name, function, now);
            return (ring with { Keys = [.. ring.Keys, stored] }, [issued]);
        }, cancellationToken);
    }

    /// <summary>Gives a key a new value; the old one opens nothing from then on. With a system key, codes in management addresses change too.</summary>
    /// <returns>The key, after those that a new file begins with.</returns>
    /// <exception cref="KeyException">There is no such key.</exception>
    /// <exception cref="HostConfigurationException">The file cannot be read or written.</exception>
    public Task<IReadOnlyList<IssuedKey>> RotateAsync(KeyScope scope, string name, string? function = null, CancellationToken cancellationToken = default) =>
        ChangeAsync((ring, now) =>
        {
            var old = Require(ring, scope, name, function);
            var (stored, issued) = StoredKey.Make(scope, old.Name, old.Function, now);
            var keys = ring.Keys.Select(key => ReferenceEquals(key, old) ? stored : key);
            var secret = scope == KeyScope.System ? KeyRing.NewAddressSecret() : ring.AddressSecret;
            return (ring with { Keys = [.. keys], AddressSecret = secret }, [issued]);
        }, cancellationToken);

    /// <summary>Removes a key. The master key can only be rotated.</summary>
    /// <exception cref="KeyException">There is no such key, or it is the master key.</exception>
    /// <exception cref="HostConfigurationException">The file cannot be read or written.</exception>
    public Task RevokeAsync(KeyScope scope, string name, string? function = null, CancellationToken cancellationToken = default)
    {
        if (scope == KeyScope.Master)
            throw new KeyException("The master key cannot be revoked, only rotated: without it nobody could open /admin.");
        return ChangeAsync((ring, _) =>
        {
            var old = Require(ring, scope, name, function);
            return (ring with { Keys = [.. ring.Keys.Where(key => !ReferenceEquals(key, old))] }, []);
        }, cancellationToken);
    }

    /// <summary>The file's content; null when there is none.</summary>
    internal KeyRing? Load()
    {
        try
        {
            if (!File.Exists(Path))
                return null;
            if (new FileInfo(Path).Length > BytesMax)
                throw Unreadable("it is larger than 1 MiB");
            var ring = JsonSerializer.Deserialize<KeyRing>(File.ReadAllBytes(Path), Json);
            if (ring is not { Format: KeyRing.CurrentFormat, AddressSecret.Length: > 0, Keys: { } keys }
                || keys.Any(key => key is not { Name: not null, Salt: not null, Hash: not null }))
                throw Unreadable("its content is not what this program writes");
            return ring;
        }
        catch (JsonException error)
        {
            throw Unreadable("it is not valid JSON", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(error.Message, error);
        }
    }

    private static StoredKey Require(KeyRing ring, KeyScope scope, string name, string? function) =>
        ring.Keys.FirstOrDefault(key => key.Is(scope, name, function))
        ?? throw new KeyException($"There is no {scope.ToString().ToLowerInvariant()} key '{name}'{(function is null ? "" : $" of the function '{function}'")}.");

    private static void Check(KeyScope scope, string name, string? function)
    {
        if (name.Length is 0 or > NameCharsMax || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new KeyException($"A key's name has 1 to {NameCharsMax} letters, digits, '-' or '_'.");
        if (scope == KeyScope.Function == string.IsNullOrEmpty(function))
            throw new KeyException("A function's key names its function; other keys name none.");
    }

    private async Task<IReadOnlyList<IssuedKey>> ChangeAsync(
        Func<KeyRing, DateTimeOffset, (KeyRing Ring, IReadOnlyList<IssuedKey> Issued)> change, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            await using var held = await LockAsync(cancellationToken);
            var now = clock.GetUtcNow();
            var before = Load();
            var (start, first) = before is null ? Begin(now) : (before, []);
            var (after, issued) = change(start, now);
            if (!ReferenceEquals(after, before))
                await WriteAsync(after, cancellationToken);
            return [.. first, .. issued];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HostConfigurationException($"{Path} cannot be written: {error.Message} Check the permissions of its folder.", error);
        }
    }

    private static (KeyRing Ring, IReadOnlyList<IssuedKey> Issued) Begin(DateTimeOffset now)
    {
        var made = new[]
        {
            StoredKey.Make(KeyScope.Master, KeyRing.MasterName, function: null, now),
            StoredKey.Make(KeyScope.Host, KeyRing.DefaultName, function: null, now),
            StoredKey.Make(KeyScope.System, KeyRing.DurableName, function: null, now),
        };
        return (new KeyRing(KeyRing.CurrentFormat, KeyRing.NewAddressSecret(), [.. made.Select(key => key.Stored)]), [.. made.Select(key => key.Issued)]);
    }

    private async Task WriteAsync(KeyRing ring, CancellationToken cancellationToken)
    {
        var fresh = Path + ".new";
        File.Delete(fresh);
        await using (var file = new FileStream(fresh, Private(FileMode.CreateNew)))
        {
            await JsonSerializer.SerializeAsync(file, ring, Json, cancellationToken);
            file.Flush(flushToDisk: true);
        }
        File.Move(fresh, Path, overwrite: true);
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(Path + ".lock", Private(FileMode.OpenOrCreate));
            }
            catch (IOException error) when (error.GetType() == typeof(IOException) && TimeProvider.System.GetElapsedTime(since) < LockPatience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);     // another process holds it for one short write
            }
        }
    }

    private static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private HostConfigurationException Unreadable(string why, Exception? error = null) =>
        new($"The keys in {Path} cannot be read: {why}. Restore the file, or delete it to get new keys.", error);
}
