using System.Diagnostics;

namespace Runtime.Engine.History;

/// <summary>The fields of the entity events on disk.</summary>
internal static class EntityBodies
{
    public static void Write(ChunkWriter to, HistoryEvent item)
    {
        switch (item)
        {
            case EntityCallCompleted e:
                to.Varint(e.TaskId);
                to.String(e.Output);
                break;
            case EntityCallFailed e:
                to.Varint(e.TaskId);
                FailureCodec.Write(to, e.Failure);
                break;
            case EntityLockGranted e:
                to.Varint(e.TaskId);
                to.Strings(e.Entities);
                break;
            case EntityOperationRequested e:
                to.String(e.Operation);
                to.String(e.Input);
                WriteCaller(to, e.Caller);
                to.Time(e.DueAt);
                break;
            case EntityLockRequested e:
                WriteCaller(to, e.Owner);
                to.Strings(e.Entities);
                to.Varint(e.Position);
                break;
            case EntityLockReleased e:
                WriteCaller(to, e.Owner);
                break;
            case EntitySnapshot e:
                to.String(e.State);
                WriteCaller(to, e.LockedBy);
                HistoryCodec.WriteEvents(to, e.Waiting);
                break;
            default:
                WriteDecision(to, item);
                break;
        }
    }

    public static HistoryEvent Read(EventKind kind, ref ChunkReader from) => kind switch
    {
        EventKind.EntityCallCompleted => new EntityCallCompleted(from.Int32(), from.String()),
        EventKind.EntityCallFailed => new EntityCallFailed(from.Int32(), FailureCodec.Read(ref from)),
        EventKind.EntityLockGranted => new EntityLockGranted(from.Int32(), from.Strings()),
        EventKind.EntityOperationRequested => new EntityOperationRequested(from.Text(), from.String()) { Caller = ReadCaller(ref from), DueAt = from.Time() },
        EventKind.EntityLockRequested => new EntityLockRequested(RequireCaller(ref from), from.Strings(), from.Int32()),
        EventKind.EntityLockReleased => new EntityLockReleased(RequireCaller(ref from)),
        EventKind.EntitySnapshot => new EntitySnapshot(from.String(), ReadCaller(ref from), HistoryCodec.ReadEvents(ref from)),
        EventKind.EntityCalled => new EntityCalled(from.Int32(), from.Text(), from.Text(), from.String()),
        EventKind.EntitySignaled => new EntitySignaled(from.Int32(), from.Text(), from.Text(), from.String(), from.Time()),
        EventKind.EntitiesLocked => new EntitiesLocked(from.Int32(), from.Strings()),
        EventKind.EntitiesReleased => new EntitiesReleased(from.Int32(), from.Strings()),
        _ => throw new InvalidDataException($"The history holds an event of kind {(int)kind}, which this program does not know."),
    };

    private static void WriteDecision(ChunkWriter to, HistoryEvent item)
    {
        switch (item)
        {
            case EntityCalled e:
                to.Varint(e.TaskId);
                to.String(e.EntityId);
                to.String(e.Operation);
                to.String(e.Input);
                break;
            case EntitySignaled e:
                to.Varint(e.TaskId);
                to.String(e.EntityId);
                to.String(e.Operation);
                to.String(e.Input);
                to.Time(e.DueAt);
                break;
            case EntitiesLocked e:
                to.Varint(e.TaskId);
                to.Strings(e.Entities);
                break;
            case EntitiesReleased e:
                to.Varint(e.TaskId);
                to.Strings(e.Entities);
                break;
            default:
                throw new UnreachableException(item.GetType().Name);
        }
    }

    private static void WriteCaller(ChunkWriter to, EntityCaller? caller)
    {
        to.Byte(caller is null ? (byte)0 : (byte)1);
        if (caller is null)
            return;
        to.String(caller.InstanceId);
        to.Varint(caller.Execution);
        to.Varint(caller.TaskId);
    }

    private static EntityCaller? ReadCaller(ref ChunkReader from) =>
        from.Byte() == 0 ? null : new EntityCaller(from.Text(), from.Varint(), from.Int32());

    private static EntityCaller RequireCaller(ref ChunkReader from) =>
        ReadCaller(ref from) ?? throw new InvalidDataException("An entity lock without an owner.");
}
