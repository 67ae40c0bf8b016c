using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Runtime.Engine.History;
using Runtime.Engine.Pumps;
using Runtime.Engine.Replay;
using Runtime.Engine.Store;

namespace Runtime.Engine.Entities;

/// <summary>
/// Turns mail for an entity into a planned turn: runs what may run, one operation at a time, and writes the entity's snapshot. Operations run
/// before their commit, so that one may run again after a crash; its state and its messages count once.
/// </summary>
internal sealed class EntityPlanner(EngineContext engine)
{
    /// <summary>Plans the entity's next turn.</summary>
    /// <param name="run">The entity; its row is loaded.</param>
    /// <param name="mail">What arrived.</param>
    /// <returns>The plan.</returns>
    public async Task<PlannedTurn> PlanAsync(LiveRun run, IReadOnlyList<Mail> mail)
    {
        var plan = new PlannedTurn { Row = run.Row };
        var at = engine.Clock.GetUtcNow().UtcDateTime;
        foreach (var item in mail)
            Sort(run, item, plan);

        var worked = await WorkAsync(run, plan, at);
        if (worked || plan.Consumed.Count > 0)
            Store(run, plan, at);
        return plan;
    }

    private static void Sort(LiveRun run, Mail item, PlannedTurn plan)
    {
        item.Inspect?.Invoke(run);
        if (item.MessageNumber != 0)
            plan.Consumed.Add(item.MessageNumber);
        if (item.Event is EntityOperationRequested or EntityLockRequested or EntityLockReleased)
            run.Entity!.Receive(item.Event);
        item.Reply?.TrySetResult(CommandResult.NotFound);       // commands are for orchestrations; clients signal entities by message
    }

    private async Task<bool> WorkAsync(LiveRun run, PlannedTurn plan, DateTime at)
    {
        var entity = run.Entity!;
        var worked = false;
        if (!engine.Filter.Takes(EntityInstanceId.FromString(run.Id)))
            return worked;
        await using var scope = new LazyScope(engine.Services);
        for (var next = entity.TakeNext(at); next is not null; next = entity.TakeNext(at))
        {
            worked = true;
            if (next is EntityLockRequested request)
                Lock(entity, plan, request);
            else
                await OperateAsync(run, plan, (EntityOperationRequested)next, scope);
        }

        return worked;
    }

    /// <summary>The entity is locked; the request goes on to the next one, or the owner hears that all are locked.</summary>
    private void Lock(EntityState entity, PlannedTurn plan, EntityLockRequested request)
    {
        entity.LockFor(request.Owner);
        if (request.Position + 1 < request.Entities.Count)
            Send(plan, request.Entities[request.Position + 1], 0, request with { Position = request.Position + 1 });
        else
            Send(plan, request.Owner.InstanceId, request.Owner.Execution, new EntityLockGranted(request.Owner.TaskId, request.Entities));
    }

    private async Task OperateAsync(LiveRun run, PlannedTurn plan, EntityOperationRequested request, IServiceProvider scope)
    {
        var entity = run.Entity!;
        var id = EntityInstanceId.FromString(run.Id);
        var converter = engine.Environment.Converter;
        var context = new EntityOperationContext(id, converter, () => Guid.CreateVersion7(engine.Clock.GetUtcNow()).ToString("N"));
        try
        {
            if (!engine.TryCreateEntity(id, scope, out var code))
            {
                Answer(plan, request, caller => new EntityCallFailed(caller.TaskId, FailureTypes.Of(FailureTypes.EntityNotFound, $"There is no entity named '{id.Name}'.")));
                return;
            }

            var operation = new EntityOperation(request, context, entity.State, converter);
            var output = converter.Serialize(await code.RunAsync(operation));
            entity.State = operation.StateAfter;
            foreach (var (target, item) in context.Sent)
                Send(plan, target, 0, item);
            Answer(plan, request, caller => new EntityCallCompleted(caller.TaskId, output));
        }
        catch (Exception error)
        {
            Answer(plan, request, caller => new EntityCallFailed(caller.TaskId, engine.Environment.Failure(error)));
        }
    }

    private void Answer(PlannedTurn plan, EntityOperationRequested request, Func<EntityCaller, HistoryEvent> answer)
    {
        if (request.Caller is { } caller)
            Send(plan, caller.InstanceId, caller.Execution, answer(caller));
    }

    private void Send(PlannedTurn plan, string target, long execution, HistoryEvent item) =>
        plan.Sent.Add(new Message(engine.NextNumber(), target, execution, item));

    private void Store(LiveRun run, PlannedTurn plan, DateTime at)
    {
        var entity = run.Entity!;
        if (entity.IsEmpty)
        {
            plan.Row = null;
            plan.Commit = new HubCommit { Run = run.Row, Purges = run.Row is not null, Sent = plan.Sent, Consumed = plan.Consumed };
            return;
        }

        var isNew = run.Row is null;
        var row = run.Row ?? new RunRow(engine.Hub.NextRunNumber(), run.Id, EntityInstanceId.FromString(run.Id).Name, "") { CreatedAt = at };
        var chunk = HistoryCodec.Encode(new Turn(at, [entity.Snapshot()], []));
        var wake = engine.Filter.Takes(EntityInstanceId.FromString(run.Id)) ? entity.NextDue?.Ticks : 0;
        plan.Row = row with { Status = OrchestrationRuntimeStatus.Running, UpdatedAt = at, WakeAt = wake };
        run.HistoryBytes = chunk.Length;
        plan.Commit = new HubCommit
        {
            Run = plan.Row,
            IsNew = isNew,
            RowChanged = true,
            DropsHistory = !isNew,
            Chunk = chunk,
            Sent = plan.Sent,
            Consumed = plan.Consumed,
        };
    }
}
