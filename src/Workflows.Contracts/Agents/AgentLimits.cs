namespace Workflows.Contracts.Agents;

/// <summary>Where an agent's loop stops. Reaching one is an end of its own and not a failure of the run.</summary>
public sealed record AgentLimits
{
    /// <summary>Most model calls of one run, repairs included; 1 to 200.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Most tool calls of one run; 0 to 1,000.</summary>
    public int ToolCalls { get; init; } = 60;

    /// <summary>Tool calls of one step that run at once; 1 to 32.</summary>
    public int ParallelTools { get; init; } = 8;

    /// <summary>Most seconds of one run, also while it waits for people; 1 to 2,592,000 (30 days).</summary>
    public int Seconds { get; init; } = 3_600;
}
