namespace Runtime.Host.Blobs;

/// <summary>
/// Remembers in a file how far a container's changes were dealt with. A cursor is written when all blobs before it are done with; so the cursor of a later
/// batch waits for the earlier ones. Losing the last cursors costs time, no blob: the receipts know what is done.
/// </summary>
internal sealed class BlobProgress(string path)
{
    private readonly Lock gate = new();
    private readonly Queue<Batch> batches = new();

    /// <summary>The cursor of an earlier process; null when there is none.</summary>
    public string? Read() => File.Exists(path) && File.ReadAllText(path) is { Length: > 0 } cursor ? cursor : null;

    /// <summary>A batch begins; it is over when the tasks of its blobs and those of all batches before it have ended.</summary>
    public void Add(string cursor, IReadOnlyCollection<Task> blobs)
    {
        var batch = new Batch(cursor, Task.WhenAll(blobs));
        lock (gate)
            batches.Enqueue(batch);
        _ = batch.Blobs.ContinueWith(_ => Write(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Write()
    {
        lock (gate)
        {
            string? reached = null;
            while (batches.TryPeek(out var first) && first.Blobs.IsCompletedSuccessfully)
                reached = batches.Dequeue().Cursor;
            if (reached is null)
                return;
            File.WriteAllText(path + ".new", reached);
            File.Move(path + ".new", path, overwrite: true);
        }
    }

    private sealed record Batch(string Cursor, Task Blobs);
}
