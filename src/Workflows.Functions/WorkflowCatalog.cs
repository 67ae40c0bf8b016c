using Workflows.Contracts.Agents;
using Workflows.Contracts.Batches;
using Workflows.Contracts.Research;
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
        new("Agent", typeof(AgentRequest), "Lets one agent work on a task, with its tools and within its limits."),
        new("Concurrent", typeof(TeamRequest), "Several agents at once on one task; their answers become one by merging, by vote or by a judge."),
        new("Debate", typeof(TeamRequest), "Agents answer, see each other's answers and answer again; the last one judges."),
        new("GroupChat", typeof(TeamRequest), "Agents in one conversation; the first one moderates."),
        new("Handoff", typeof(TeamRequest), "One agent at a time has the task, and may hand it over."),
        new("Manager", typeof(TeamRequest), "The first agent gives tasks to the others, checks progress and plans again."),
        new("MapReduceFiles", typeof(TeamRequest), "The first agent reads each file of a folder, the second one combines."),
        new("PlanExecute", typeof(TeamRequest), "The first agent plans, the second one executes, until the plan is done."),
        new("ProcessDrop", typeof(DropRequest), "Processes a blob that was dropped, and puts a report beside it; starts by itself for blobs in drops/."),
        new("Reflection", typeof(TeamRequest), "The first agent writes, the second one criticises, until it accepts."),
        new("Research", typeof(ResearchRequest), "Answers a question from the files of a folder, with a citation for every sentence."),
        new("Review", typeof(ReviewRequest),
            "Reviews a folder: what it holds, findings of rules, summaries and risks that agents argued over."),
        new("Sequential", typeof(TeamRequest), "One agent after the other, each on what the one before it made."),
    ];

    /// <summary>Finds a workflow by name, in any case.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The workflow; null when there is none.</returns>
    public static WorkflowInfo? Find(string name) => All.FirstOrDefault(workflow =>
        workflow.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
