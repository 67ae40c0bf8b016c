namespace Workflows.Contracts.Agents;

/// <summary>Whom an agent asks, for how long, and what holds when nobody answers.</summary>
public sealed record AgentPeople
{
    /// <summary>Who is asked first; empty for anybody.</summary>
    public string Assignee { get; init; } = "";

    /// <summary>Seconds until the default holds; 1 to 2,592,000 (30 days).</summary>
    public int DeadlineSeconds { get; init; } = 86_400;

    /// <summary>What an unanswered question is answered with. An approval that nobody gives is always a rejection.</summary>
    public string DefaultAnswer { get; init; } = "Nobody answered in time. Go on without it, and say so.";
}
