using Workflows.Contracts.Review;

namespace Workflows.Functions;

/// <summary>A workflow that can be started by name.</summary>
/// <param name="Name">Name of its orchestrator; any case will do when it is started.</param>
/// <param name="InputType">Type that its JSON input is read as.</param>
/// <param name="Description">What it does, in one sentence.</param>
public sealed record WorkflowInfo(string Name, Type InputType, string Description);

/// <summary>The workflows that users may start, over HTTP and on the command line. Orchestrators that are not listed run only as parts of
/// these.</summary>
public static class WorkflowCatalog
{
    /// <summary>All of them, in order of name.</summary>
    public static IReadOnlyList<WorkflowInfo> All { get; } =
    [
        new("Review", typeof(ReviewRequest),
            "Reviews a folder: what it holds, findings of rules, summaries and risks that agents argued over."),
    ];

    /// <summary>Finds a workflow by name, in any case.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The workflow; null when there is none.</returns>
    public static WorkflowInfo? Find(string name) => All.FirstOrDefault(workflow =>
        workflow.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
