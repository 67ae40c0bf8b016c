using Workflows.Contracts.Models;

namespace Workflows.Activities.Models;

/// <summary>A configured model and what is known of it.</summary>
/// <param name="Info">What is configured.</param>
public sealed record ModelStatus(ModelInfo Info)
{
    /// <summary>Why it may not be asked now; null when it may.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether its server runs on this machine, under our care.</summary>
    public bool IsLocalService { get; init; }

    /// <summary>What was measured of it, by kind of work; empty before its first call.</summary>
    public IReadOnlyList<ModelMeasure> Measured { get; init; } = [];
}

/// <summary>What the choice of models knows of one at one kind of work.</summary>
/// <param name="Task">The kind of work.</param>
/// <param name="Calls">Calls; old ones fade, so it need not be whole.</param>
public sealed record ModelMeasure(string Task, double Calls)
{
    /// <summary>Share of the calls that were answered.</summary>
    public double Answered { get; init; }

    /// <summary>Average grade, 0 to 1; null without grades.</summary>
    public double? Quality { get; init; }

    /// <summary>Seconds a call, on average.</summary>
    public double Seconds { get; init; }

    /// <summary>US dollars a call, on average.</summary>
    public decimal Usd { get; init; }
}
