namespace Workflows.Contracts.Models;

/// <summary>On whose behalf a model is asked. Budgets, costs and the choice of a model go by it.</summary>
/// <param name="Agent">Name of the agent.</param>
public sealed record ModelAsker(string Agent)
{
    /// <summary>Id of the run that pays; null for the run that asks. Sub-orchestrations pass their root's.</summary>
    public string? Run { get; init; }

    /// <summary>Whom the run belongs to; null when there is one tenant only.</summary>
    public string? Tenant { get; init; }

    /// <summary>
    /// The kind of work, as summary or code: models are measured by it. Null for the agent's name. At most 64 characters are used.
    /// </summary>
    public string? Task { get; init; }
}
