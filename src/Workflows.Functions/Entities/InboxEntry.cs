using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Workflows.Contracts.People;

namespace Workflows.Functions.Entities;

/// <summary>One open item of the inbox; it is deleted when it is decided. Its key is the item's id.</summary>
public sealed class InboxEntry : TaskEntity<InboxItem?>
{
    /// <summary>Puts the item into the inbox, or changes whose it is.</summary>
    /// <param name="item">The item.</param>
    public void Open(InboxItem item) => State = item;

    /// <summary>Takes it out.</summary>
    public void Close() => State = null;

    /// <summary>Runs the entity.</summary>
    /// <param name="dispatcher">Calls the operations.</param>
    [Function(nameof(InboxEntry))]
    public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<InboxEntry>();

    /// <inheritdoc/>
    protected override InboxItem? InitializeState(TaskEntityOperation entityOperation) => null;
}
