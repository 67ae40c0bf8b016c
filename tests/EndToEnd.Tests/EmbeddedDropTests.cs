namespace EndToEnd.Tests;

/// <summary>Drops in the embedded store are files in a folder.</summary>
public sealed class EmbeddedDropTests : DropContract
{
    private string Drops => Path.Combine(Hub, "storage", "blobs", "drops");

    protected override IReadOnlyDictionary<string, string> Store { get; } = new Dictionary<string, string>();

    protected override Task PrepareAsync()
    {
        Directory.CreateDirectory(Drops);
        return Task.CompletedTask;
    }

    // Moved in, so that there is one version.
    protected override async Task PutAsync(string blob, byte[] content)
    {
        var staged = Path.Combine(Hub, "staged");
        await File.WriteAllBytesAsync(staged, content);
        File.Move(staged, Path.Combine(Drops, blob));
    }

    protected override async Task<string?> FindAsync(string blob)
    {
        var path = Path.Combine(Drops, blob);
        return File.Exists(path) ? await File.ReadAllTextAsync(path) : null;
    }

    protected override Task<int> CountResultsAsync() =>
        Task.FromResult(Directory.EnumerateFiles(Path.Combine(Hub, "storage", "blobs", "file-results"), "*", SearchOption.AllDirectories).Count());
}
