namespace Workflows.Contracts.Models;

/// <summary>What a model must be so that it may be chosen for a call. Among those that fit, the one that measured best is taken.</summary>
public sealed record ModelPolicy
{
    /// <summary>Names to choose from; empty for all that are configured but the built-in one.</summary>
    public IReadOnlyList<string> Among { get; init; } = [];

    /// <summary>Capabilities it must have, as tools, json or vision.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Where it must run, as configured; null for anywhere.</summary>
    public string? Region { get; init; }

    /// <summary>Most US dollars the call may cost at its worst; models without prices do not fit then. Null for no ceiling.</summary>
    public decimal? CeilingUsd { get; init; }

    /// <summary>How much cost weighs against quality; 1 unless set, 0 for quality alone.</summary>
    public double CostWeight { get; init; } = 1;

    /// <summary>How much latency weighs against quality; 1 unless set.</summary>
    public double LatencyWeight { get; init; } = 1;
}
