namespace Workflows.Contracts.Models;

/// <summary>What must be known of a call to choose its model and its budgets; the question itself is not among it.</summary>
/// <param name="Bytes">UTF-8 bytes of the question with all its turns and tools.</param>
/// <param name="Who">On whose behalf, with the run filled in.</param>
public sealed record ModelPlanRequest(long Bytes, ModelAsker Who)
{
    /// <summary>The model the call names; null for the default, or for a choice by <see cref="Policy"/>.</summary>
    public string? Model { get; init; }

    /// <summary>Among which models to choose; null for no choice.</summary>
    public ModelPolicy? Policy { get; init; }

    /// <summary>Most tokens of the answer; null for the model's limit.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Kind of the material that will be read before the call; null for none.</summary>
    public string? Material { get; init; }

    /// <summary>Whether tools are offered.</summary>
    public bool Tools { get; init; }

    /// <summary>See <see cref="ModelCall.Exact"/>.</summary>
    public bool Exact { get; init; }

    /// <summary>The model that was asked this question when the process died: it stands unless it is out. Null when none was.</summary>
    public string? Chosen { get; init; }

    /// <summary>Models that have failed this question already.</summary>
    public IReadOnlyList<string> Tried { get; init; } = [];
}

/// <summary>Which model is asked, why, and which budgets pay. It is an activity's result, so a replay never decides again.</summary>
/// <param name="Model">The model; empty when none will do.</param>
/// <param name="Reason">Why it was chosen, or why none will do.</param>
public sealed record ModelPlan(string Model, string Reason)
{
    /// <summary>The most the call can use.</summary>
    public BudgetAmount Worst { get; init; } = BudgetAmount.None;

    /// <summary>The budgets it counts under.</summary>
    public IReadOnlyList<BudgetLimit> Budgets { get; init; } = [];

    /// <summary>How long the model asked to be left alone; zero when it may be asked now.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Whether its server runs on this machine, under our care; false where that was not noted.</summary>
    public bool IsLocalService { get; init; }

    /// <summary>Whether another model would take over if this one fails.</summary>
    public bool HasFallback { get; init; }
}
