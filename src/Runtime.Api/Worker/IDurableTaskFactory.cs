using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Worker;

/// <summary>Creates activities and orchestrators by name.</summary>
public interface IDurableTaskFactory
{
    /// <summary>Creates an activity; false when the name is unknown.</summary>
    bool TryCreateActivity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity);

    /// <summary>Creates an orchestrator; false when the name is unknown.</summary>
    bool TryCreateOrchestrator(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator);
}

/// <summary>Creates entities too.</summary>
public interface IDurableTaskFactory2 : IDurableTaskFactory
{
    /// <summary>Creates an entity; false when the name is unknown.</summary>
    bool TryCreateEntity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskEntity? entity);
}
