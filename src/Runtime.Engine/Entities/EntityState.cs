using Runtime.Engine.History;

namespace Runtime.Engine.Entities;

/// <summary>An entity in memory: its state, who holds its lock, and the requests that wait.</summary>
internal sealed class EntityState(EntitySnapshot? stored)
{
    private readonly List<HistoryEvent> waiting = stored is null ? [] : [.. stored.Waiting];

    public string? State { get; set; } = stored?.State;

    public EntityCaller? LockedBy { get; private set; } = stored?.LockedBy;

    /// <summary>Whether nothing is left that would have to be stored.</summary>
    public bool IsEmpty => State is null && LockedBy is null && waiting.Count == 0;

    /// <summary>When the next waiting request is due; null when none waits for its time alone.</summary>
    public DateTime? NextDue => LockedBy is not null ? null : waiting.OfType<EntityOperationRequested>().Min(request => request.DueAt);

    public void Receive(HistoryEvent request)
    {
        if (request is EntityLockReleased released)
            Release(released.Owner);
        else
            waiting.Add(request);
    }

    /// <summary>Takes the oldest request that may run now; scheduled ones follow each other in the order they were due.</summary>
    public HistoryEvent? TakeNext(DateTime now)
    {
        var next = waiting.FindIndex(request => MayRun(request, now));
        for (var i = next + 1; next >= 0 && DueOf(waiting[next]) is { } due && i < waiting.Count; i++)
        {
            if (DueOf(waiting[i]) < due && MayRun(waiting[i], now))
                next = i;
        }

        if (next < 0)
            return null;
        var taken = waiting[next];
        waiting.RemoveAt(next);
        return taken;
    }

    public void LockFor(EntityCaller owner) => LockedBy = owner;

    public EntitySnapshot Snapshot() => new(State, LockedBy, [.. waiting]);

    private static DateTime? DueOf(HistoryEvent request) => (request as EntityOperationRequested)?.DueAt;

    private bool MayRun(HistoryEvent request, DateTime now) => request switch
    {
        EntityOperationRequested operation => !(operation.DueAt > now) && (LockedBy is null || LockedBy.SharesExecution(operation.Caller)),
        _ => LockedBy is null,
    };

    /// <summary>The lock goes back; a request for it that still waits is withdrawn.</summary>
    private void Release(EntityCaller owner)
    {
        if (owner.SharesExecution(LockedBy))
            LockedBy = null;
        else
            waiting.RemoveAll(request => request is EntityLockRequested asked && asked.Owner.SharesExecution(owner));
    }
}
