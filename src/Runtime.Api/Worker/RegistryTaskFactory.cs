using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker;

namespace Microsoft.DurableTask;

/// <summary>Creates tasks from a registry as it was when the factory was built.</summary>
internal sealed class RegistryTaskFactory(DurableTaskRegistry registry) : IDurableTaskFactory2
{
    private readonly RegistrationTable<ITaskOrchestrator> orchestrators = registry.Orchestrators.Snapshot();
    private readonly RegistrationTable<ITaskActivity> activities = registry.Activities.Snapshot();
    private readonly RegistrationTable<ITaskEntity> entities = registry.Entities.Snapshot();

    public bool TryCreateActivity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity) =>
        TryCreateActivity(name, TaskVersion.Unversioned, serviceProvider, out activity);

    public bool TryCreateOrchestrator(
        TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator) =>
        TryCreateOrchestrator(name, TaskVersion.Unversioned, serviceProvider, out orchestrator);

    public bool TryCreateEntity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskEntity? entity)
    {
        entity = entities.Find(name, TaskVersion.Unversioned)?.Invoke(serviceProvider);
        return entity is not null;
    }

    internal bool TryCreateActivity(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity)
    {
        activity = activities.Find(name, version)?.Invoke(serviceProvider);
        return activity is not null;
    }

    internal bool TryCreateOrchestrator(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator)
    {
        orchestrator = orchestrators.Find(name, version)?.Invoke(serviceProvider);
        return orchestrator is not null;
    }
}
