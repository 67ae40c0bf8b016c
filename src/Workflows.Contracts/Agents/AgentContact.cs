namespace Workflows.Contracts.Agents;

/// <summary>Another agent, as one agent knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
public sealed record AgentContact(string Name, string Description);
