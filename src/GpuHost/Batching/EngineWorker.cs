using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GpuHost.Caching;
using GpuHost.Core;
using GpuHost.Core.Cuda;
using GpuHost.Core.Tiers;
using GpuHost.Health;
using GpuHost.Publishing;

namespace GpuHost.Batching;

/// <summary>
/// One thread's work on the files of a batch: digests, then the cache, then the pass over what the cache does not know. That goes in groups: while a
/// device works on one, this thread prepares the next and examines the one before. Not for two threads at once.
/// </summary>
internal sealed class EngineWorker(MemoryWorker core, CudaOptions cuda, ResultCache cache, string definition, FileHostMetrics metrics) : IDisposable
{
    private readonly ResultLine lines = new();
    private readonly List<(int Start, int Length)> present = [];
    private readonly HashSet<UInt128> underWay = [];        // contents of both groups
    private readonly double[] counted = new double[Enum.GetValues<Stage>().Length];
    private FileGroup current = new(cuda);
    private FileGroup previous = new(cuda);
    private byte[] digests = [];

    public void Dispose()
    {
        foreach (var group in (ReadOnlySpan<FileGroup>)[current, previous])
        {
            if (group.Offer is { } offer)
                core.GiveUp(offer);
        }

        core.Dispose();
        lines.Dispose();
    }

    /// <summary>Works on files. When it throws, the worker is of no more use.</summary>
    public void Run(byte[] memory, IReadOnlyList<BatchFile> files, ResultWriter result, CancellationToken cancellationToken)
    {
        using var timing = metrics.Time(HostStage.Process);
        HashAll(memory, files);
        var (at, digest) = (0, 0);
        while (at < files.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (; at < files.Count && current.Takes(files[at]); at++)
                digest += Add(files[at], digest);
            current.Offer = core.Offer(memory, current.Places);
            Finish(previous, memory, result, cancellationToken);
            (current, previous) = (previous, current);
        }

        Finish(previous, memory, result, cancellationToken);
        CountCore();
    }

    public void RunStream(StreamedFile file, ResultWriter result, CancellationToken cancellationToken)
    {
        using var timing = metrics.Time(HostStage.Process);
        var facts = core.RunStream(file.Path, file.Content, cancellationToken);
        if (facts.Record.Size != file.Length)
            throw new InvalidDataException($"'{file.Path}' has {facts.Record.Size:N0} bytes in place of {file.Length:N0}.");
        result.Add(file.Path, lines.Write(facts));
        metrics.CountTier(core.Tier, file.Length);
        CountCore();
    }

    private void CountCore()
    {
        foreach (var stage in Enum.GetValues<Stage>())
        {
            var seconds = core.Clock.Seconds(stage);
            metrics.CountCore(stage, seconds - counted[(int)stage]);
            counted[(int)stage] = seconds;
        }
    }

    private void HashAll(byte[] memory, IReadOnlyList<BatchFile> files)
    {
        present.Clear();
        foreach (var file in files)
        {
            if (file.Fault is null)
                present.Add((file.Start, (int)file.Length));
        }

        if (digests.Length < present.Count * SHA256.HashSizeInBytes)
            digests = new byte[present.Count * SHA256.HashSizeInBytes];
        core.Digest(memory, CollectionsMarshal.AsSpan(present), digests);
    }

    /// <summary>Adds a file to the group at hand.</summary>
    /// <returns>How many digests it has.</returns>
    private int Add(BatchFile file, int digest)
    {
        if (file.Fault is not null)
        {
            current.AddFault(file);
            return 0;
        }

        var key = new CacheKey(DigestAt(digest), definition, file.Path);
        if (underWay.Contains(key.Value))
        {
            current.AddRepeated(file, digest, key);
        }
        else if (cache.Find(key) is { } known)
        {
            current.AddKnown(file, digest, known);
        }
        else
        {
            current.AddNew(file, digest, key);
            underWay.Add(key.Value);
        }

        return 1;
    }

    private void Finish(FileGroup group, byte[] memory, ResultWriter result, CancellationToken cancellationToken)
    {
        var isOnDevice = group.Offer is { } offer && core.Wait(offer);
        foreach (var entry in group.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.File.Fault is { } fault)
                result.AddFault(entry.File.Path, entry.File.Length, fault);
            else
                result.Add(entry.File.Path, entry.Known ?? Facts(entry, group.Offer, memory, cancellationToken));
        }

        if (group.HasWork)
            metrics.CountTier(isOnDevice ? Tier.Cuda : core.Tier, group.Bytes);
        if (group.Offer is not null)
            core.End(group.Offer);
        group.Clear();
    }

    private KnownFacts Facts(FileGroup.Entry entry, DeviceOffer? offer, byte[] memory, CancellationToken cancellationToken)
    {
        if (entry.IsNew)
            underWay.Remove(entry.Key.Value);
        else if (cache.Find(entry.Key) is { } known)
            return known;
        var file = entry.File;
        var device = offer is not null && entry.Offered is { } number ? offer.Facts(number) : default;
        var facts = core.Run(file.Path, memory, (file.Start, (int)file.Length), DigestAt(entry.Digest), in device, cancellationToken);
        var found = lines.Write(facts);
        if (facts.Record.Error is null)
            cache.Add(entry.Key, found);      // an error names the path
        return found;
    }

    private ReadOnlySpan<byte> DigestAt(int number) => digests.AsSpan(number * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes);
}
