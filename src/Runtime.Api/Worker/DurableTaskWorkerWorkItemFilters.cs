namespace Microsoft.DurableTask.Worker;

/// <summary>Which work a worker takes. With all three lists empty it takes everything.</summary>
public class DurableTaskWorkerWorkItemFilters
{
    /// <summary>Orchestrations to take.</summary>
    public IReadOnlyList<OrchestrationFilter> Orchestrations { get; set; } = [];

    /// <summary>Activities to take.</summary>
    public IReadOnlyList<ActivityFilter> Activities { get; set; } = [];

    /// <summary>Entities to take.</summary>
    public IReadOnlyList<EntityFilter> Entities { get; set; } = [];

    internal static DurableTaskWorkerWorkItemFilters FromRegistry(DurableTaskRegistry registry) => new()
    {
        Orchestrations = [.. registry.Orchestrators.Versions.Select(task => new OrchestrationFilter(task.Key, Texts(task.Value)))],
        Activities = [.. registry.Activities.Versions.Select(task => new ActivityFilter(task.Key, Texts(task.Value)))],
        Entities = [.. registry.Entities.Versions.Select(task => new EntityFilter(task.Key))],
    };

    internal void CopyFrom(DurableTaskWorkerWorkItemFilters other)
    {
        Orchestrations = other.Orchestrations;
        Activities = other.Activities;
        Entities = other.Entities;
    }

    // An unversioned registration alone serves every version, so it filters none.
    private static string[] Texts(IReadOnlyCollection<TaskVersion> versions) =>
        versions is { Count: 1 } && versions.First() == TaskVersion.Unversioned ? [] : [.. versions.Select(version => version.Version)];

    /// <summary>An orchestration by name, and by version when any are given.</summary>
    /// <param name="name">The name.</param>
    /// <param name="versions">The versions; null or empty for all.</param>
    public readonly struct OrchestrationFilter(string name, IReadOnlyList<string>? versions)
    {
        /// <summary>The name.</summary>
        public string Name { get; init; } = name;

        /// <summary>The versions; empty for all.</summary>
        public IReadOnlyList<string> Versions { get; init; } = versions ?? [];
    }

    /// <summary>An activity by name, and by version when any are given.</summary>
    /// <param name="name">The name.</param>
    /// <param name="versions">The versions; null or empty for all.</param>
    public readonly struct ActivityFilter(string name, IReadOnlyList<string>? versions)
    {
        /// <summary>The name.</summary>
        public string Name { get; init; } = name;

        /// <summary>The versions; empty for all.</summary>
        public IReadOnlyList<string> Versions { get; init; } = versions ?? [];
    }

    /// <summary>An entity by name.</summary>
    /// <param name="name">The name.</param>
    public readonly struct EntityFilter(string name)
    {
        /// <summary>The name.</summary>
        public string Name { get; init; } = name;
    }
}
