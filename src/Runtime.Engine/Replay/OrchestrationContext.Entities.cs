using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Runtime.Engine.History;

namespace Runtime.Engine.Replay;

/// <content>Entity calls, signals and locks.</content>
internal sealed partial class OrchestrationContext
{
    private EntityFeature? entities;

    public override TaskOrchestrationEntityFeature Entities => entities ??= new EntityFeature(this);

    /// <summary>The lock the code holds or waits for; null when it does neither.</summary>
    public EntitiesLocked? Lock { get; private set; }

    private OrchestrationEnvironment Shared => environment;

    private bool HoldsLock => Lock is { } asked && !open.ContainsKey(asked.TaskId);

    private void DeliverToEntityTask(HistoryEvent item)
    {
        switch (item)
        {
            case EntityCallCompleted e when open.Remove(e.TaskId, out var task):
                task.Complete(e.Output);
                break;
            case EntityCallFailed e when open.Remove(e.TaskId, out var task):
                task.Fail(e.Failure);
                break;
            case EntityLockGranted e when open.Remove(e.TaskId, out var task):
                task.Complete(null);
                break;
        }
    }

    private void RefuseInCriticalSection(string what)
    {
        if (HoldsLock)
            throw new InvalidOperationException($"{what} cannot be called while entities are locked: leave the critical section first.");
    }

    private sealed class EntityFeature(OrchestrationContext context) : TaskOrchestrationEntityFeature
    {
        public override Task<TResult> CallEntityAsync<TResult>(
            EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null)
        {
            Require(operationName);
            RefuseOptions(input);
            var entity = id.ToString();
            if (context.HoldsLock)
                RequireCallable(entity);
            var called = new EntityCalled(context.nextTaskId++, entity, operationName, context.Shared.Converter.Serialize(input));
            context.Decisions.Add(called);
            var task = new OpenEntityCall<TResult>(called, context.Now, id, context.Shared.Converter);
            context.open.Add(called.TaskId, task);
            return task.Task;
        }

        public override Task CallEntityAsync(EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null) =>
            CallEntityAsync<object?>(id, operationName, input, options);

        public override Task SignalEntityAsync(EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
        {
            Require(operationName);
            RefuseOptions(input);
            var entity = id.ToString();
            if (context.HoldsLock && context.Lock!.Entities.Contains(entity))
                throw new InvalidOperationException($"'{entity}' is locked by this orchestration: call it instead of signalling it.");
            var data = context.Shared.Converter.Serialize(input);
            context.Decisions.Add(new EntitySignaled(context.nextTaskId++, entity, operationName, data, options?.SignalTime?.UtcDateTime));
            return Task.CompletedTask;
        }

        public override async Task<IAsyncDisposable> LockEntitiesAsync(IEnumerable<EntityInstanceId> entityIds)
        {
            Require("lock");
            var ids = entityIds.Select(id => id.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (ids.Count == 0)
                throw new ArgumentException("Name at least one entity to lock.", nameof(entityIds));
            if (context.Lock is not null)
                throw new InvalidOperationException("Entities are locked already: name them all in one lock, critical sections do not nest.");
            var locked = new EntitiesLocked(context.nextTaskId++, ids);
            context.Decisions.Add(locked);
            context.Lock = locked;
            var granted = new OpenTask<object?>(locked, context.Now, "lock", locked.TaskId, context.Shared.Converter);
            context.open.Add(locked.TaskId, granted);
            await granted.Task;
            return new CriticalSection(context, locked);
        }

        public override bool InCriticalSection([NotNullWhen(true)] out IReadOnlyList<EntityInstanceId>? entityIds)
        {
            entityIds = context.HoldsLock ? [.. context.Lock!.Entities.Select(EntityInstanceId.FromString)] : null;
            return entityIds is not null;
        }

        private void RequireCallable(string entity)
        {
            if (!context.Lock!.Entities.Contains(entity))
                throw new InvalidOperationException($"In a critical section only its locked entities may be called; '{entity}' is not one of them.");
            if (context.open.Values.Any(task => task.Decision is EntityCalled called && called.EntityId == entity))
                throw new InvalidOperationException($"In a critical section the calls of an entity follow each other; one of '{entity}' has not answered yet.");
        }

        /// <summary>An entity message takes a number of the GUID counter, as Durable Task's request ids do.</summary>
        private void Require(string operationName)
        {
            context.RequireTurn();
            if (!context.Shared.EntitiesEnabled)
                throw new NotSupportedException("Entity support is switched off in the worker's options (EnableEntitySupport).");
            ArgumentException.ThrowIfNullOrEmpty(operationName);
            context.guidCounter++;
        }

        private static void RefuseOptions(object? input)
        {
            if (input is CallEntityOptions or SignalEntityOptions)
                throw new ArgumentException("Options were passed as the input; pass them as the options.", nameof(input));
        }
    }

    private sealed class CriticalSection(OrchestrationContext context, EntitiesLocked held) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            if (context.Lock != held)
                return ValueTask.CompletedTask;
            context.RequireTurn();
            context.Lock = null;
            context.Decisions.Add(new EntitiesReleased(held.TaskId, held.Entities));
            return ValueTask.CompletedTask;
        }
    }
}
