using Microsoft.DurableTask;
using Workflows.Contracts;
using Workflows.Contracts.Agents;
using Workflows.Contracts.People;
using Workflows.Contracts.Streams;

namespace Workflows.Functions.Agents;

/// <summary>The activities of agents. Names are part of every stored history: they are never changed.</summary>
internal static class AgentSteps
{
    public static Activity<IReadOnlyList<string>, IReadOnlyList<AgentSetup>> ResolveAgents { get; } = new("ResolveAgents");

    public static Activity<StreamNote, bool> TellStream { get; } = new("TellStream");

    public static Activity<AuditEntry, bool> WriteAudit { get; } = new("WriteAudit");

    public static Activity<TokenOrder, string> IssueApproval { get; } = new("IssueApproval");

    /// <summary>For steps that fail only when the machine does.</summary>
    public static TaskOptions ThreeTimes { get; } = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1), backoffCoefficient: 2));
}
