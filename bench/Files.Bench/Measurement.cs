using System.Diagnostics;

namespace Files.Bench;

/// <summary>One workload's median. Megabytes are millions of bytes; the processor's seconds are what the process used, not what the clock showed.</summary>
internal sealed record Measurement(string Workload, string Tier, int Runs)
{
    public int Files { get; init; }

    public long Bytes { get; init; }

    public double MbPerCpuSec { get; init; }

    public double FilesPerCpuSec { get; init; }

    public double MbPerCpuSecMin { get; init; }

    public double MbPerCpuSecMax { get; init; }

    /// <summary>What the process used in the median run.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>By the clock; of use on a machine at rest.</summary>
    public double FilesPerSec { get; init; }

    public double FilesPerSecBest { get; init; }

    /// <summary>By the clock, or by a device's own events.</summary>
    public double GbPerSec { get; init; }

    /// <summary>How many times as fast as the processor's best tier on two threads.</summary>
    public double TimesProcessor { get; init; }

    /// <summary>Of the whole job: seconds by the clock of all threads together.</summary>
    public IReadOnlyDictionary<string, double>? Stages { get; init; }

    /// <summary>Garbage collections in a run.</summary>
    public int Collections { get; init; }

    /// <summary>Greatest resident set of the process so far.</summary>
    public double RssMb { get; init; }

    public long Result { get; init; }

    /// <summary>Runs work several times behind one run that warms up.</summary>
    /// <param name="workload">Name of the workload.</param>
    /// <param name="tier">The tier it runs on.</param>
    /// <param name="files">Files it works on, with their bytes.</param>
    /// <param name="runs">Measured runs.</param>
    /// <param name="work">The work; what it returns must not change.</param>
    public static Measurement Of(string workload, string tier, (int Files, long Bytes) files, int runs, Func<long> work)
    {
        var result = work();
        result = work();
        var seconds = new double[runs];
        for (var run = 0; run < runs; run++)
        {
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            if (work() != result)
                throw new InvalidOperationException($"{workload} gave another result than before.");
            process.Refresh();
            seconds[run] = (process.TotalProcessorTime - before).TotalSeconds;
        }

        Array.Sort(seconds);
        return new Measurement(workload, tier, runs)
        {
            Files = files.Files,
            Bytes = files.Bytes,
            CpuSeconds = Math.Round(seconds[runs / 2], 4),
            MbPerCpuSec = Math.Round(files.Bytes / 1e6 / seconds[runs / 2], 1),
            FilesPerCpuSec = Math.Round(files.Files / seconds[runs / 2]),
            MbPerCpuSecMin = Math.Round(files.Bytes / 1e6 / seconds[^1], 1),
            MbPerCpuSecMax = Math.Round(files.Bytes / 1e6 / seconds[0], 1),
            Result = result,
        };
    }

    public override string ToString() =>
        Stages is null && FilesPerSec > 0
            ? $"{Workload,-22} {FilesPerSec,8:N0} files/s by the clock, {FilesPerCpuSec,8:N0} a second of processor time, {RssMb:F0} MB, result {Result}"
            : $"{Workload,-14} {Tier,-8} {MbPerCpuSec,8:F0} MB/s ({MbPerCpuSecMin:F0} to {MbPerCpuSecMax:F0}), {FilesPerCpuSec:N0} files/s, result {Result}"
                + (Stages is null ? "" : $"; {CpuSeconds:F2} s, clock {FilesPerSec:N0}/s (best {FilesPerSecBest:N0}), rss {RssMb} MB, gen0 {Collections}, "
                    + string.Join(' ', Stages.Select(pair => $"{pair.Key} {pair.Value:F2}")));
}
