namespace Workflows.Contracts.Agents;

/// <summary>What all patterns take: the agents, the task, and on whose behalf they work.</summary>
/// <param name="Agents">Names of the agents; what each place means is the pattern's to say.</param>
/// <param name="Task">What they shall do.</param>
public sealed record TeamRequest(IReadOnlyList<string> Agents, string Task)
{
    /// <summary>Most rounds, attempts or handovers; 0 takes the pattern's default, and no pattern goes beyond 20.</summary>
    public int Rounds { get; init; }

    /// <summary>Most agents at work at once; 0 for 8.</summary>
    public int Parallel { get; init; }

    /// <summary>How answers become one, where a pattern lets choose: merge, vote or judge.</summary>
    public string How { get; init; } = "";

    /// <summary>Full path of a folder that the user gave; tools of the agents may read there. Null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>A model to ask in place of those that the definitions name; null for theirs.</summary>
    public string? Model { get; init; }

    /// <summary>Whom the run belongs to; null when there is one tenant only.</summary>
    public string? Tenant { get; init; }

    /// <summary>The run that this one works for; null for itself.</summary>
    public string? Run { get; init; }
}
