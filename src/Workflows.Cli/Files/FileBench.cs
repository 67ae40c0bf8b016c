using System.Diagnostics;
using GpuHost.Core;
using GpuHost.Core.Folders;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;

namespace Workflows.Cli.Files;

/// <summary>Measures the whole job over a folder: once to warm up, then some times; of these the one with the median time counts.</summary>
internal static class FileBench
{
    public static FileBenchResult Run(string folder, FileCoreOptions options, int runs, CancellationToken stopping)
    {
        _ = RunOnce(folder, options, stopping);
        var results = Enumerable.Range(0, runs).Select(_ => RunOnce(folder, options, stopping)).OrderBy(result => result.Seconds).ToList();
        using var process = Process.GetCurrentProcess();
        return results[(runs - 1) / 2] with
        {
            Runs = runs,
            FilesPerCpuSecBest = results.Max(result => result.FilesPerCpuSec),
            RssMb = Math.Round(process.PeakWorkingSet64 / 1e6, 1),
        };
    }

    private static FileBenchResult RunOnce(string folder, FileCoreOptions options, CancellationToken stopping)
    {
        var (files, bytes, tokens, findings) = (0, 0L, 0L, 0);
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        void OnFile(FileFacts facts)
        {
            (files, bytes) = (files + 1, bytes + facts.Record.Size);
            (tokens, findings) = (tokens + facts.Record.Tokens, findings + facts.Record.Findings.Count);
        }

        FolderScanSummary summary = FileRun.Run(folder, options, RuleSet.BuiltIn, OnFile, stopping);
        process.Refresh();
        var (seconds, cpu) = (summary.Elapsed.TotalSeconds, (process.TotalProcessorTime - before).TotalSeconds);
        return new FileBenchResult(files, bytes)
        {
            FilesPerSec = Math.Round(files / seconds),
            MbPerSec = Math.Round(bytes / 1e6 / seconds, 1),
            Seconds = Math.Round(seconds, 3),
            CpuSeconds = Math.Round(cpu, 3),
            FilesPerCpuSec = Math.Round(files / cpu),
            Stages = summary.Seconds.ToDictionary(pair => pair.Key.ToString().ToLowerInvariant(), pair => Math.Round(pair.Value, 3), StringComparer.Ordinal),
            Tokens = tokens,
            Findings = findings,
            Tier = (options.Tier ?? TierSet.Best).ToString(),
            Threads = Environment.ProcessorCount,
        };
    }
}
