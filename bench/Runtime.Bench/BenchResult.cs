using Runtime.TaskHub.Sqlite;

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

    /// <summary>Turns stored a second.</summary>
    public double? CommitsPerSec { get; init; }

    /// <summary>Turns stored a second against flushes a second of the bare disk: above 1, turns share flushes.</summary>
    public double? CommitsPerFsync { get; init; }

    /// <summary>Managed heap for each waiting run, after a full collection.</summary>
    public double? HeapKbPerRun { get; init; }

    /// <summary>Resident set for each waiting run.</summary>
    public double? RssKbPerRun { get; init; }

    /// <summary>Waiting runs that are in memory.</summary>
    public int? RunsInMemory { get; init; }

    /// <summary>From the start of the process until the host runs.</summary>
    public double? StartMs { get; init; }

    /// <summary>Processor time of a process that starts on what an earlier one has left, its first seconds included.</summary>
    public double? RestartCpuMs { get; init; }

    /// <summary>Processor time of an idle host, in percent of one processor.</summary>
    public double? IdleCpuPercent { get; init; }

    /// <summary>The same with no connection open.</summary>
    public double? BareCpuPercent { get; init; }

    /// <summary>Activity executions, those after the crash included.</summary>
    public int? Executions { get; init; }

    /// <summary>Activities that ran before and after the crash.</summary>
    public int? Repeated { get; init; }

    /// <summary>Repeated activities whose result was on disk at the kill: must be none.</summary>
    public int? RepeatedAlthoughStored { get; init; }

    /// <summary>Runs that had not taken in their last result at the kill.</summary>
    public int? UnfinishedAtKill { get; init; }

    /// <summary>First page by filter, milliseconds, median.</summary>
    public IReadOnlyDictionary<string, double>? PageMs { get; init; }

    /// <summary>Exact count by filter, milliseconds, median.</summary>
    public IReadOnlyDictionary<string, double>? CountMs { get; init; }

    /// <summary>Resident set before the workload.</summary>
    public double? RssBeforeMb { get; init; }

    /// <summary>Greatest resident set during the workload.</summary>
    public double? PeakMb { get; init; }

    /// <summary>Size of the hub's files.</summary>
    public double? HubMb { get; init; }

    /// <summary>The longest of all.</summary>
    public double? MostMs { get; init; }

    /// <summary>Simulations, each drawn from another seed.</summary>
    public int? Seeds { get; init; }

    /// <summary>Worth lost against the best model for each kind of work, known beforehand; average over the seeds.</summary>
    public double? LostPercent { get; init; }

    /// <summary>The same at the worst seed.</summary>
    public double? LostMostPercent { get; init; }

    /// <summary>Worth gained over choosing by lot; average over the seeds.</summary>
    public double? GainedPercent { get; init; }

    /// <summary>The same at the worst seed.</summary>
    public double? GainedLeastPercent { get; init; }

    /// <summary>The SQLite library in use.</summary>
    public string Sqlite { get; init; } = SqliteTaskHub.SqliteVersion;

    public override string ToString() =>
        $"{Workload,-12} n={N} inFlight={InFlight}: {RunsPerSec:F0} runs/s, p50 {P50Ms:F2} ms, p99 {P99Ms:F2} ms, {FlushesPerRun:F2} flushes and {CpuMsPerRun:F3} ms CPU a run, {RssMb:F0} MB, disk {FsyncPerSec:F0} fsync/s, SQLite {Sqlite}";
}
