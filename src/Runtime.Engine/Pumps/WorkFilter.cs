using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker;
using Runtime.Engine.History;

namespace Runtime.Engine.Pumps;

/// <summary>Which work this worker takes. The rest waits in the hub for a worker that does.</summary>
/// <param name="items">What is taken by name and version; with no entry at all, everything.</param>
/// <param name="orchestrations">A further say about orchestrations; null when there is none.</param>
#pragma warning disable CS0618 // The filter is marked experimental for users, not for us.
internal sealed class WorkFilter(DurableTaskWorkerWorkItemFilters items, IOrchestrationFilter? orchestrations)
{
    private readonly bool takesAll = items is { Orchestrations.Count: 0, Activities.Count: 0, Entities.Count: 0 };

    /// <summary>Whether an orchestration has to ask before it begins.</summary>
    public bool AsksOrchestrations => !takesAll || orchestrations is not null;

    /// <summary>Why an orchestration is not begun here; null when it is.</summary>
    public async ValueTask<string?> RefusalAsync(ExecutionStarted started)
    {
        if (!takesAll && !items.Orchestrations.Any(filter => Names(filter.Name, filter.Versions, started.Name, started.Version)))
            return $"The worker's filters do not take orchestration '{started.Name}'{Of(started.Version)}.";
        if (orchestrations is null)
            return null;
        try
        {
            var asked = new OrchestrationFilterParameters { Name = started.Name, Tags = started.Tags };
            return await orchestrations.IsOrchestrationValidAsync(asked) ? null : $"The worker's orchestration filter does not take '{started.Name}'.";
        }
        catch (Exception error)
        {
            return $"The worker's orchestration filter failed: {error.Message}";
        }
    }

    /// <summary>Whether an activity may run here.</summary>
    public bool Takes(ActivityScheduled call) =>
        takesAll || items.Activities.Any(filter => Names(filter.Name, filter.Versions, call.Name, call.Version));

    /// <summary>Whether an entity may run operations here.</summary>
    public bool Takes(EntityInstanceId entity) => takesAll || items.Entities.Any(filter => Same(filter.Name, entity.Name));

    private static bool Names(string name, IReadOnlyList<string>? versions, string wanted, string version) =>
        Same(name, wanted) && (versions is null or { Count: 0 } || versions.Any(one => new TaskVersion(one) == new TaskVersion(version)));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Of(string version) => version.Length == 0 ? "" : $" of version '{version}'";
}
