namespace Workflows.Activities.Models.Costs;

/// <summary>What is known of a call before it is made.</summary>
internal sealed record CostEntry(string Call, DateTimeOffset At, string Model)
{
    public string Run { get; init; } = "";

    public string Agent { get; init; } = "";

    public string Tenant { get; init; } = "";

    public string Task { get; init; } = "";

    /// <summary>What the ledger counts when nobody will ever know what the call used; null when no price is known.</summary>
    public decimal? WorstUsd { get; init; }

    public decimal? InputPrice { get; init; }

    public decimal? OutputPrice { get; init; }
}
