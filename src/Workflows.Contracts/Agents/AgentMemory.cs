namespace Workflows.Contracts.Agents;

/// <summary>What an agent keeps between runs.</summary>
public sealed record AgentMemory
{
    /// <summary>Whether runs that name a session go on with its conversation.</summary>
    public bool Session { get; init; }

    /// <summary>Turns of the session that the model is shown; the newest ones. 1 to 200.</summary>
    public int TurnsMax { get; init; } = 40;
}
