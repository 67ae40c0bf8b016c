using System.Security.Cryptography;
using GpuHost.Caching;
using GpuHost.Core;
using GpuHost.Health;
using GpuHost.Publishing;

namespace GpuHost.Batching;

/// <summary>One thread's work on the files of a batch: digests, then the cache, then the pass over what the cache does not know.</summary>
internal sealed class EngineWorker(MemoryWorker core, ResultCache cache, string definition, FileHostMetrics metrics) : IDisposable
{
    private readonly ResultLine lines = new();
    private readonly List<(int Start, int Length)> present = [];
    private readonly double[] counted = new double[Enum.GetValues<Stage>().Length];
    private byte[] digests = [];

    public void Dispose()
    {
        core.Dispose();
        lines.Dispose();
    }

    public void Run(byte[] memory, IReadOnlyList<BatchFile> files, ResultWriter result, CancellationToken cancellationToken)
    {
        using var timing = metrics.Time(HostStage.Process);
        HashAll(memory, files);
        var at = 0;
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file.Fault is not null)
                result.AddFault(file.Path, file.Length, file.Fault);
            else
                result.Add(file.Path, Facts(file, memory, digests.AsSpan(at++ * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes), cancellationToken));
        }

        CountCore();
    }

    public void RunStream(StreamedFile file, ResultWriter result, CancellationToken cancellationToken)
    {
        using var timing = metrics.Time(HostStage.Process);
        var facts = core.RunStream(file.Path, file.Content, cancellationToken);
        if (facts.Record.Size != file.Length)
            throw new InvalidDataException($"'{file.Path}' has {facts.Record.Size:N0} bytes in place of {file.Length:N0}.");
        result.Add(file.Path, lines.Write(facts));
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
        core.Digest(memory, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(present), digests);
    }

    private KnownFacts Facts(BatchFile file, byte[] memory, ReadOnlySpan<byte> sha256, CancellationToken cancellationToken)
    {
        var key = new CacheKey(sha256, definition, file.Path);
        if (cache.Find(key) is { } known)
            return known;
        var facts = core.Run(file.Path, memory, (file.Start, (int)file.Length), sha256, cancellationToken);
        var found = lines.Write(facts);
        if (facts.Record.Error is null)
            cache.Add(key, found);      // an error names the path
        return found;
    }
}
