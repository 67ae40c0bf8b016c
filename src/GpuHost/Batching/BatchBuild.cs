using GpuHost.Core.Containers;
using GpuHost.Publishing;
using Workflows.Contracts.Batches;

namespace GpuHost.Batching;

/// <summary>
/// One batch on its way from its source into its result. A source puts files into the arena; when it is full they are worked on and make room. A file
/// that is larger than the arena is streamed by itself. The order of the result is that of the source.
/// </summary>
internal sealed class BatchBuild(BatchArena arena, FileEngine engine, BatchWork work, ResultWriter result, BatchLimits limits)
{
    private const int FilesMax = 20_000;        // between two works: the memory of their names and digests

    private readonly List<BatchFile> waiting = [];

    public BatchLimits Limits => limits;

    /// <summary>Whether a further file would only be counted.</summary>
    public bool IsFull => result.IsFull || result.Totals.Files + waiting.Count >= limits.FilesMax;

    public BatchArena Arena => arena;

    /// <summary>Whether a file can be taken in before what is there has been worked on.</summary>
    public bool HasRoomFor(long length) => arena.HasRoomFor(length) && waiting.Count < FilesMax;

    /// <summary>Counts files that are not looked at.</summary>
    public void LeaveOut(long files) => result.LeaveOut(files);

    /// <summary>Makes room for a file, working on what is there when it must.</summary>
    /// <returns>Where it goes; null when it is larger than the arena: it is to be streamed.</returns>
    public async ValueTask<int?> TakeAsync(long length, CancellationToken cancellationToken)
    {
        if (length > arena.Capacity)
            return null;
        if (!HasRoomFor(length))
            await FlushAsync(cancellationToken);
        return arena.Take((int)length);
    }

    /// <summary>Puts a file behind the others. Its bytes lie in the arena.</summary>
    public void Add(string path, int start, int length)
    {
        if (BatchPath.Refuse(path) is { } refusal)
            AddFault(path, length, refusal);
        else
            waiting.Add(new BatchFile(path, start, length, Fault: null));
    }

    /// <summary>
    /// Puts a file behind the others that could not be read, working on what is there when it must: files without bytes fill no arena. Nothing may be on its
    /// way into the arena.
    /// </summary>
    public async ValueTask AddFaultAsync(string path, long length, string fault, CancellationToken cancellationToken)
    {
        if (waiting.Count >= FilesMax)
            await FlushAsync(cancellationToken);
        AddFault(path, length, fault);
    }

    /// <summary>Puts a file behind the others that could not be read.</summary>
    public void AddFault(string path, long length, string fault) => waiting.Add(new BatchFile(BatchPath.Shown(path), 0, length, fault));

    /// <summary>Works on a file that is larger than the arena, behind everything that came before it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="length">Its size.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">The content is damaged, or has another size.</exception>
    public async Task StreamAsync(string path, long length, Stream content, CancellationToken cancellationToken)
    {
        if (BatchPath.Refuse(path) is { } refusal)
        {
            AddFault(path, length, refusal);
            return;
        }

        await FlushAsync(cancellationToken);
        if (content.CanSeek || !work.Containers)
        {
            await engine.RunStreamAsync(work, new StreamedFile(path, length, content), result, cancellationToken);
            return;
        }

        // A container is opened from a file: its directory can stand at its end.
        var head = new byte[ContainerKinds.HeadBytes];
        var read = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        await using var whole = new HeadStream(head.AsMemory(0, read), content);
        if (ContainerKinds.Find(head.AsSpan(0, read)) == ContainerKind.None)
        {
            await engine.RunStreamAsync(work, new StreamedFile(path, length, whole), result, cancellationToken);
            return;
        }

        using var spool = await Download.SpoolAsync(whole, limits.TempFolder, cancellationToken);
        await engine.RunStreamAsync(work, new StreamedFile(path, length, spool.Read()), result, cancellationToken);
    }

    /// <summary>Works on everything that waits.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (waiting.Count > 0)
            await engine.RunAsync(work, arena, waiting, result, cancellationToken);
        waiting.Clear();
        arena.Clear();
    }
}
