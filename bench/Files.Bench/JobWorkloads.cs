using System.Diagnostics;
using GpuHost.Core;
using GpuHost.Core.Folders;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;

namespace Files.Bench;

/// <summary>The whole job over a folder, from open to record, on as many threads as asked for.</summary>
internal static class JobWorkloads
{
    public static IEnumerable<Measurement> Run(string folder, int runs, (bool Tokens, int Threads) kind)
    {
        var options = new FileCoreOptions
        {
            Measure = true, OpenContainers = true, CountTokens = kind.Tokens, DegreeOfParallelism = kind.Threads,
        };
        var name = $"job{kind.Threads}{(kind.Tokens ? "-tokens" : "")}";
        _ = Once(name, folder, options);
        var results = Enumerable.Range(0, runs).Select(_ => Once(name, folder, options)).ToList();
        yield return results.OrderBy(result => result.CpuSeconds).ElementAt(runs / 2) with
        {
            Runs = runs,
            MbPerCpuSecMin = results.Min(result => result.MbPerCpuSec),
            MbPerCpuSecMax = results.Max(result => result.MbPerCpuSec),
            FilesPerSec = results.Select(result => result.FilesPerSec).Order().ElementAt(runs / 2),
            FilesPerSecBest = results.Max(result => result.FilesPerSec),
        };
    }

    private static Measurement Once(string name, string folder, FileCoreOptions options)
    {
        var (files, bytes, sum) = (0, 0L, 0L);
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var collections = GC.CollectionCount(0);
        using var scan = new FolderScan(options, RuleSet.BuiltIn, Count, _ => { });
        var summary = scan.Run(folder, CancellationToken.None);
        process.Refresh();
        var cpu = (process.TotalProcessorTime - before).TotalSeconds;
        return new Measurement(name, TierSet.Best.ToString(), 1)
        {
            Files = files,
            Bytes = bytes,
            CpuSeconds = Math.Round(cpu, 3),
            MbPerCpuSec = Math.Round(bytes / 1e6 / cpu, 1),
            FilesPerCpuSec = Math.Round(files / cpu),
            FilesPerSec = Math.Round(files / summary.Elapsed.TotalSeconds),
            Stages = summary.Seconds.ToDictionary(
                pair => pair.Key.ToString().ToLowerInvariant(), pair => Math.Round(pair.Value, 3), StringComparer.Ordinal),
            Collections = GC.CollectionCount(0) - collections,
            RssMb = Math.Round(process.PeakWorkingSet64 / 1e6, 1),
            Result = sum,
        };

        void Count(FileFacts facts)
        {
            (files, bytes) = (files + 1, bytes + facts.Record.Size);
            sum += facts.Record.Tokens + facts.Record.Findings.Count + (facts.Measures?.EntropyMilliBits ?? 0);
        }
    }
}
