namespace Runtime.Engine.History;

/// <summary>The fields of each event on disk. Fields are only ever added, at the end, and read only when the body still has bytes.</summary>
internal static class EventBodies
{
    public static void Write(ChunkWriter to, HistoryEvent item)
    {
        switch (item)
        {
            case ExecutionStarted e:
                WriteStarted(to, e);
                break;
            case ActivityCompleted e:
                to.Varint(e.TaskId);
                to.String(e.Output);
                break;
            case ActivityFailed e:
                to.Varint(e.TaskId);
                FailureCodec.Write(to, e.Failure);
                break;
            case TimerFired e:
                to.Varint(e.TaskId);
                break;
            case ChildCompleted e:
                to.Varint(e.TaskId);
                to.String(e.Output);
                break;
            case ChildFailed e:
                to.Varint(e.TaskId);
                FailureCodec.Write(to, e.Failure);
                break;
            case EventReceived e:
                to.String(e.Name);
                to.String(e.Input);
                break;
            case TerminateRequested e:
                to.String(e.Output);
                to.Byte(e.Recursive ? (byte)1 : (byte)0);
                break;
            case SuspendRequested e:
                to.String(e.Reason);
                break;
            case ResumeRequested e:
                to.String(e.Reason);
                break;
            case RewindRequested e:
                to.String(e.Reason);
                to.Varint(e.NextTaskId);
                WriteParent(to, e.Parent);
                break;
            default:
                WriteDecision(to, item);
                break;
        }
    }

    public static HistoryEvent Read(EventKind kind, ref ChunkReader from) => kind switch
    {
        EventKind.ExecutionStarted => ReadStarted(ref from),
        EventKind.ActivityCompleted => new ActivityCompleted(from.Int32(), from.String()),
        EventKind.ActivityFailed => new ActivityFailed(from.Int32(), FailureCodec.Read(ref from)),
        EventKind.TimerFired => new TimerFired(from.Int32()),
        EventKind.ChildCompleted => new ChildCompleted(from.Int32(), from.String()),
        EventKind.ChildFailed => new ChildFailed(from.Int32(), FailureCodec.Read(ref from)),
        EventKind.EventReceived => new EventReceived(from.Text(), from.String()),
        EventKind.TerminateRequested => new TerminateRequested(from.String(), from.Byte() == 1),
        EventKind.SuspendRequested => new SuspendRequested(from.String()),
        EventKind.ResumeRequested => new ResumeRequested(from.String()),
        EventKind.RewindRequested => new RewindRequested(from.String(), from.Int32()) { Parent = ReadParent(ref from) },
        EventKind.ActivityScheduled => ReadActivity(ref from),
        EventKind.TimerCreated => new TimerCreated(from.Int32(), from.Time() ?? default),
        EventKind.ChildScheduled => new ChildScheduled(from.Int32(), from.Text(), from.Text(), from.Text(), from.String()) { Tags = from.Map() },
        EventKind.EventSent => new EventSent(from.Int32(), from.Text(), from.Text(), from.String()),
        EventKind.ExecutionCompleted => new ExecutionCompleted(from.String()),
        EventKind.ExecutionFailed => new ExecutionFailed(FailureCodec.Read(ref from)),
        EventKind.ExecutionTerminated => new ExecutionTerminated(from.String()),
        EventKind.ExecutionHeld => new ExecutionHeld(from.Text()),
        EventKind.ContinuedAsNew => new ContinuedAsNew(from.String(), from.Text()),
        _ => EntityBodies.Read(kind, ref from),
    };

    private static void WriteDecision(ChunkWriter to, HistoryEvent item)
    {
        switch (item)
        {
            case ActivityScheduled e:
                to.Varint(e.TaskId);
                to.String(e.Name);
                to.String(e.Version);
                to.String(e.Input);
                if (e.AttemptsMax != 1)
                    WriteAttempt(to, e);
                break;
            case TimerCreated e:
                to.Varint(e.TaskId);
                to.Time(e.FireAt);
                break;
            case ChildScheduled e:
                to.Varint(e.TaskId);
                to.String(e.InstanceId);
                to.String(e.Name);
                to.String(e.Version);
                to.String(e.Input);
                to.Map(e.Tags);
                break;
            case EventSent e:
                to.Varint(e.TaskId);
                to.String(e.InstanceId);
                to.String(e.Name);
                to.String(e.Input);
                break;
            case ExecutionCompleted e:
                to.String(e.Output);
                break;
            case ExecutionFailed e:
                FailureCodec.Write(to, e.Failure);
                break;
            case ExecutionTerminated e:
                to.String(e.Output);
                break;
            case ExecutionHeld e:
                to.String(e.Reason);
                break;
            case ContinuedAsNew e:
                to.String(e.Input);
                to.String(e.Version);
                break;
            default:
                EntityBodies.Write(to, item);
                break;
        }
    }

    private static void WriteAttempt(ChunkWriter to, ActivityScheduled e)
    {
        to.Varint(e.Attempt);
        to.Varint(e.AttemptsMax);
        to.Varint(e.FirstTaskId);
    }

    private static ActivityScheduled ReadActivity(ref ChunkReader from)
    {
        var call = new ActivityScheduled(from.Int32(), from.Text(), from.Text(), from.String());
        return from.AtEnd ? call : call with { Attempt = from.Int32(), AttemptsMax = from.Int32(), FirstTaskId = from.Int32() };
    }

    private static void WriteStarted(ChunkWriter to, ExecutionStarted e)
    {
        to.String(e.Name);
        to.String(e.Version);
        to.String(e.Input);
        to.Time(e.StartAt);
        to.Map(e.Tags);
        WriteParent(to, e.Parent);
        if (e.GuidSeed is not null || e.TraceParent is not null)
            to.String(e.GuidSeed);
        if (e.TraceParent is not null)
            to.String(e.TraceParent);
    }

    private static void WriteParent(ChunkWriter to, ParentLink? parent)
    {
        to.Byte(parent is null ? (byte)0 : (byte)1);
        if (parent is null)
            return;
        to.String(parent.InstanceId);
        to.String(parent.Name);
        to.Varint(parent.Execution);
        to.Varint(parent.TaskId);
    }

    private static ExecutionStarted ReadStarted(ref ChunkReader from) => new(from.Text(), from.Text(), from.String())
    {
        StartAt = from.Time(),
        Tags = from.Map(),
        Parent = ReadParent(ref from),
        GuidSeed = from.AtEnd ? null : from.String(),
        TraceParent = from.AtEnd ? null : from.String(),
    };

    private static ParentLink? ReadParent(ref ChunkReader from) =>
        from.Byte() == 0 ? null : new ParentLink(from.Text(), from.Text(), from.Varint(), from.Int32());
}
