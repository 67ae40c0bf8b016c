namespace GpuHost.Core.Scan;

/// <summary>The bounds of a rule scan.</summary>
internal sealed record ScanLimits
{
    /// <summary>A match takes at most this many bytes: no header may be larger in common web servers, so no credential is.</summary>
    public int MatchBytesMax { get; init; } = 16 * 1024;

    /// <summary>New bytes a window takes in; results do not depend on it.</summary>
    public int WindowBytes { get; init; } = 128 * 1024;

    /// <summary>Findings kept for one file; a report with more is not read, and the rest is counted.</summary>
    public int FindingsMax { get; init; } = 1000;

    /// <summary>Findings below high severity kept for one file, so that a list of addresses cannot crowd out a key at its end.</summary>
    public int MinorFindingsMax => FindingsMax - (FindingsMax / 4);

    /// <summary>Matching steps a rule may take in any file: about a fifth of a second.</summary>
    public long StepsBase { get; init; } = 50_000_000;

    /// <summary>Further steps for each byte scanned. Ordinary files need less than one, so only hostile ones reach it.</summary>
    public int StepsPerByte { get; init; } = 16;
}
