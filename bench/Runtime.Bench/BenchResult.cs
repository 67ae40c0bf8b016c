namespace Runtime.Bench;

/// <summary>One workload's figures. Times are in milliseconds of wall clock, memory in megabytes of resident set at the end.</summary>
internal sealed record BenchResult(string Workload, int N, int InFlight)
{
    public double RunsPerSec { get; init; }

    public double P50Ms { get; init; }

    public double P99Ms { get; init; }

    public double RssMb { get; init; }

    /// <summary>Flushes a second that the same disk does with nothing else to do, measured in the same process before the workload.</summary>
    public double FsyncPerSec { get; init; }

    /// <summary>Flushes of the hub for each run.</summary>
    public double FlushesPerRun { get; init; }

    /// <summary>Processor time for each run, all threads.</summary>
    public double CpuMsPerRun { get; init; }

    /// <summary>The SQLite library in use.</summary>
    public string Sqlite { get; init; } = "";

    public override string ToString() =>
        $"{Workload,-12} n={N} inFlight={InFlight}: {RunsPerSec:F0} runs/s, p50 {P50Ms:F2} ms, p99 {P99Ms:F2} ms, {FlushesPerRun:F2} flushes and {CpuMsPerRun:F3} ms CPU a run, {RssMb:F0} MB, disk {FsyncPerSec:F0} fsync/s, SQLite {Sqlite}";
}
