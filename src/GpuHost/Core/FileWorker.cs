using GpuHost.Core.Containers;
using GpuHost.Core.Cuda;
using GpuHost.Core.Digests;
using GpuHost.Core.Intake;
using GpuHost.Core.Rules;
using GpuHost.Core.Scan;
using GpuHost.Core.Tiers;
using Workflows.Contracts.Files;

namespace GpuHost.Core;

/// <summary>
/// One thread's share of a batch. Small files are gathered in an arena of fixed size until it is full, hashed side by side and examined
/// where they lie; a file larger than a block is streamed at once. With a device two arenas take turns. Not for two threads at once.
/// </summary>
internal sealed class FileWorker : IDisposable
{
    private const int ArenaBytesMin = 1024 * 1024;      // what is gathered stays in the second-level cache
    private const int FilesMax = 512;
    private const int ContainerBufferBytes = 64 * 1024;
    private const int Padding = Prefilter.PaddingBytes;

    private readonly FilePass pass;
    private readonly ContainerOpener? opener;
    private readonly Sha256Lanes? lanes;
    private readonly DeviceShare? device;
    private readonly int blockBytes;
    private readonly int gatheredBytesMax;      // larger files are streamed
    private GatheredFiles current;
    private GatheredFiles? previous;        // with a device: what it works on while the next files are read
    private bool mayPutOff;

    public FileWorker(RuleSet rules, FileCoreOptions options, CudaTier? cuda = null)
    {
        var tier = TierSet.OnProcessor(options.Tier);
        pass = new FilePass(rules, options, tier);
        opener = options.OpenContainers ? new ContainerOpener(rules, options, tier) : null;
        lanes = tier == Tier.Avx512 && Sha256Lanes.IsSupported ? new Sha256Lanes() : null;
        blockBytes = options.BlockBytes;
        device = cuda is null ? null : new DeviceShare(cuda, options);
        var arenaBytes = Math.Max(device is null ? ArenaBytesMin : options.Cuda.BatchBytes, blockBytes + (4 * Padding));
        gatheredBytesMax = device is null ? blockBytes : Math.Max(blockBytes, arenaBytes / 2);
        var filesMax = device is null ? FilesMax : options.Cuda.FilesPerBatchMax;
        current = new GatheredFiles(arenaBytes, filesMax);
        previous = device is null ? null : new GatheredFiles(arenaBytes, filesMax);
    }

    /// <summary>Where the time goes.</summary>
    public StageClock Clock => pass.Clock;

    /// <summary>From this size on <see cref="Run"/> leaves a file to <see cref="RunOne"/>, by whichever thread; null when it leaves none.</summary>
    public long? PutOffBytesMin { get; init; }

    /// <summary>The files that <see cref="Run"/> put off, with their sizes; the caller empties it.</summary>
    public List<(int Index, long Size)> PutOff { get; } = [];

    /// <summary>Processes files of a batch.</summary>
    /// <param name="paths">The batch's paths.</param>
    /// <param name="resolver">Resolves them; this thread's own.</param>
    /// <param name="files">Which of the files.</param>
    /// <param name="facts">Takes what was found out about each of them.</param>
    /// <param name="cancellationToken">Stops between files and between blocks.</param>
    public void Run(IReadOnlyList<string> paths, FileResolver resolver, Range files, FileFacts[] facts, CancellationToken cancellationToken)
    {
        GiveUp();
        Clock.Start();
        mayPutOff = true;
        var (first, count) = files.GetOffsetAndLength(facts.Length);
        for (var index = first; index < first + count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Begin(paths[index], resolver, index, facts, cancellationToken);
        }

        FlushAll(facts, cancellationToken);
    }

    /// <summary>Processes one file of a batch, whatever its size; parameters as in <see cref="Run"/>.</summary>
    public void RunOne(IReadOnlyList<string> paths, FileResolver resolver, int file, FileFacts[] facts, CancellationToken cancellationToken)
    {
        GiveUp();
        Clock.Start();
        mayPutOff = false;
        Begin(paths[file], resolver, file, facts, cancellationToken);
        FlushAll(facts, cancellationToken);
    }

    public void Dispose()
    {
        GiveUp();
        pass.Dispose();
        opener?.Dispose();
    }

    private void Begin(string path, FileResolver resolver, int index, FileFacts[] facts, CancellationToken cancellationToken)
    {
        var fault = resolver.Resolve(path, out var full) ?? Take(path, full, index, facts, cancellationToken);
        if (fault is not null)
            facts[index] = Failed(path, 0, fault);
        Clock.Add(Stage.Read);
    }

    private static FileFacts Failed(string path, long size, string fault) => new(new FileRecord(path, size) { Error = fault }, null);

    /// <summary>Opens a file and gathers or streams it.</summary>
    /// <returns>Null, or why the file cannot be processed.</returns>
    private string? Take(string path, string full, int index, FileFacts[] facts, CancellationToken cancellationToken)
    {
        if (OpenFile.TryOpen(full, out var opened) is { } fault)
            return fault;
        using var file = opened!;
        try
        {
            if (mayPutOff && file.Opened.Size >= PutOffBytesMin && file.Opened.Size > gatheredBytesMax)
                PutOff.Add((index, file.Opened.Size));
            else if (file.Opened.Size > gatheredBytesMax)
                facts[index] = Unpacked(pass.RunStream(path, file, cancellationToken), file, cancellationToken);
            else if (!TryGather(path, index, file, facts, cancellationToken))
                facts[index] = Failed(path, file.Opened.Size, FileFault.Changed);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return FileFault.FromException(error);
        }
    }

    /// <summary>Reads a small file into the arena; false when it is not the file any more that was opened.</summary>
    private bool TryGather(string path, int index, OpenFile file, FileFacts[] facts, CancellationToken cancellationToken)
    {
        if (current.IsFull((int)file.Opened.Size))
        {
            Clock.Add(Stage.Read);
            Flush(facts, cancellationToken);
        }

        return current.TryAdd(path, index, file);
    }

    /// <summary>Processes what was gathered. With a device that is begun, and what was begun before is ended.</summary>
    private void Flush(FileFacts[] facts, CancellationToken cancellationToken)
    {
        current.Sort();
        if (device is null)
        {
            Finish(current, facts, cancellationToken);
            return;
        }

        current.Ticket = device.TrySend(current.Arena, current.Places, out var load);
        current.Load = load;
        Clock.Add(Stage.Device);
        Finish(previous!, facts, cancellationToken);
        (current, previous) = (previous!, current);
    }

    private void FlushAll(FileFacts[] facts, CancellationToken cancellationToken)
    {
        Flush(facts, cancellationToken);
        if (previous is not null)
            Finish(previous, facts, cancellationToken);
    }

    private void Finish(GatheredFiles files, FileFacts[] facts, CancellationToken cancellationToken)
    {
        var (measured, counted) = (Clock.Seconds(Stage.Measure), Clock.Seconds(Stage.Tokens));
        files.Hash(lanes, blockBytes);
        Clock.Add(Stage.Digest);
        if (files.Ticket is not null && !device!.TryWait(files.Ticket))
            files.Ticket = null;
        Clock.Add(Stage.Device);
        for (var index = 0; index < files.Slots.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slot = files.Slots[index];
            var known = files.Ticket is null ? default : files.Ticket.Facts(index);
            var place = (slot.Start, slot.Length);
            var found = slot.Length > blockBytes
                ? pass.RunLarge(slot.Path, files.Arena, place, known, cancellationToken)
                : pass.RunWhole(slot.Path, files.Arena, place, files.Digest(index), known);
            facts[slot.Index] = opener is null ? found : Unpacked(found, files.Arena, slot, cancellationToken);
        }

        if (files.Ticket is not null)
            files.Ticket.Return();
        else if (device is not null && files.Slots.Count > 0)
            device.Learn(files.Load, Clock.Seconds(Stage.Measure) - measured, Clock.Seconds(Stage.Tokens) - counted);
        files.Ticket = null;
        files.Forget();
    }

    private FileFacts Unpacked(FileFacts facts, byte[] arena, GatheredFiles.Slot slot, CancellationToken cancellationToken)
    {
        var bytes = arena.AsSpan(slot.Start, slot.Length);
        if (facts.Record.IsText)
        {
            if (slot.Length > blockBytes)
                return facts;
            facts = facts with { Record = opener!.OpenBase64(facts.Record, bytes, cancellationToken) };
        }
        else if (ContainerKinds.Find(bytes) != ContainerKind.None)
        {
            using var content = new MemoryStream(arena, slot.Start, slot.Length, writable: false);
            facts = facts with { Record = opener!.Open(facts.Record, content, cancellationToken) };
        }

        Clock.Add(Stage.Containers);
        return facts;
    }

    private FileFacts Unpacked(FileFacts facts, OpenFile file, CancellationToken cancellationToken)
    {
        if (opener is null || facts.Record.IsText || facts.Record.Error is not null)
            return facts;
        using var content = file.Reread(ContainerBufferBytes);
        facts = facts with { Record = opener.Open(facts.Record, content, cancellationToken) };
        Clock.Add(Stage.Containers);
        return facts;
    }

    /// <summary>Leaves what a run that was broken off has left behind.</summary>
    private void GiveUp()
    {
        foreach (var files in (ReadOnlySpan<GatheredFiles?>)[current, previous])
        {
            if (files?.Ticket is { } ticket && device!.TryWait(ticket))
                ticket.Return();
            if (files is not null)
                files.Ticket = null;
            files?.Forget();
        }
    }
}
