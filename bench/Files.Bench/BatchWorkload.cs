using System.Diagnostics;
using GpuHost.Core;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;
using Workflows.Contracts.Files;

namespace Files.Bench;

/// <summary>
/// Batches of up to 4 MB from disk through the core, everything on; the results are microseconds by the clock. The processor's time for the dearest
/// batch says what an idle machine would show: on one in use the clock's tail is the wait for a processor.
/// </summary>
internal static class BatchWorkload
{
    private const long BatchBytesMax = 4_000_000;
    private const int BatchesMax = 100;

    public static IEnumerable<Measurement> Run(string folder, int runs, int threads)
    {
        var batches = Batches(folder);
        using var core = new FileCore(
            new FileCoreOptions { Measure = true, OpenContainers = true, DegreeOfParallelism = threads }, RuleSet.BuiltIn);
        var (clock, processor) = (new List<double>(), new List<double>());
        using var process = Process.GetCurrentProcess();
        for (var run = 0; run <= runs; run++)
        {
            foreach (var batch in batches)
            {
                process.Refresh();
                var used = process.TotalProcessorTime;
                var started = Stopwatch.GetTimestamp();
                core.Inspect(batch, CancellationToken.None);
                if (run == 0)
                    continue;
                clock.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
                process.Refresh();
                processor.Add((process.TotalProcessorTime - used).TotalMicroseconds);
            }
        }

        var name = $"batch4mb{(threads == 1 ? "" : threads)}";
        foreach (var (part, times) in new[] { ("clock", clock), ("cpu", processor) })
        {
            times.Sort();
            yield return Of($"{name}-{part}-p50us", times[times.Count / 2]);
            yield return Of($"{name}-{part}-p99us", times[times.Count * 99 / 100]);
        }

        Measurement Of(string workload, double micros) =>
            new(workload, TierSet.Best.ToString(), runs) { Files = clock.Count, Result = (long)micros };
    }

    /// <summary>Files in the order of their names; those too large for a batch are left out, and so is what the last batch does not fill.</summary>
    private static List<FileBatch> Batches(string folder)
    {
        var batches = new List<FileBatch>();
        var (paths, bytes) = (new List<string>(), 0L);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var size = new FileInfo(path).Length;
            if (size > BatchBytesMax)
                continue;
            if (bytes + size > BatchBytesMax)
            {
                batches.Add(new FileBatch(folder, [.. paths]));
                (paths, bytes) = ([], 0);
            }

            paths.Add(Path.GetRelativePath(folder, path));
            bytes += size;
        }

        return batches.Take(BatchesMax).ToList();
    }
}
