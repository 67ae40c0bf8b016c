namespace Workflows.Cli.Files;

/// <summary>
/// One measured run. Megabytes are millions of bytes. Stages are seconds by the clock of all threads together, so that on a machine in use they
/// also hold the time in which others ran; <see cref="CpuSeconds"/> is what this process used.
/// </summary>
internal sealed record FileBenchResult(int Files, long Bytes)
{
    public double FilesPerSec { get; init; }

    public double MbPerSec { get; init; }

    public double Seconds { get; init; }

    public double CpuSeconds { get; init; }

    public double FilesPerCpuSec { get; init; }

    /// <summary>Of the best run; the difference to the median shows how much the machine was in use.</summary>
    public double FilesPerCpuSecBest { get; init; }

    public IReadOnlyDictionary<string, double> Stages { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    public long Tokens { get; init; }

    public int Findings { get; init; }

    public string Tier { get; init; } = "";

    public int Threads { get; init; }

    public int Runs { get; init; }

    /// <summary>Greatest resident set of the process.</summary>
    public double RssMb { get; init; }
}
