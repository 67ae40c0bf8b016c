using Microsoft.DurableTask;
using Runtime.Engine.History;

namespace Runtime.Engine.Inspection;

/// <summary>Shows the events of a history. Pure; an answer is shown with the name of what it answers.</summary>
public sealed class EventViewer
{
    private readonly Dictionary<int, string> names = [];
    private readonly int payloadMax;

    private EventViewer(int payloadMax) => this.payloadMax = payloadMax;

    /// <summary>Shows events.</summary>
    /// <param name="turns">The history from its first turn on.</param>
    /// <param name="payloadMax">Payloads longer than so many characters are cut.</param>
    /// <returns>The events, made as they are asked for.</returns>
    public static IEnumerable<EventView> Show(IEnumerable<Turn> turns, int payloadMax)
    {
        var viewer = new EventViewer(payloadMax);
        return HistoryReader.Number(turns).Select(viewer.Show);
    }

    private EventView Show(NumberedEvent item)
    {
        var view = new EventView(item.Number, item.Turn, item.At, item.Event.Kind.ToString(), item.Event.IsDecision);
        return item.Event.IsDecision ? Decided(view, item.Event) : Received(view, item.Event);
    }

    private EventView Received(EventView view, HistoryEvent item) => item switch
    {
        ExecutionStarted e => With(view with { Name = e.Name, Target = e.Parent?.InstanceId, Due = e.StartAt }, e.Input),
        ActivityCompleted e => Answer(view, e.TaskId, e.Output),
        ActivityFailed e => Answer(view, e.TaskId, e.Failure),
        ChildCompleted e => Answer(view, e.TaskId, e.Output),
        ChildFailed e => Answer(view, e.TaskId, e.Failure),
        EntityCallCompleted e => Answer(view, e.TaskId, e.Output),
        EntityCallFailed e => Answer(view, e.TaskId, e.Failure),
        EntityLockGranted e => Answer(view, e.TaskId, output: null),
        TimerFired e => view with { TaskId = e.TaskId },
        EventReceived e => With(view with { Name = e.Name }, e.Input),
        TerminateRequested e => With(view, e.Output),
        SuspendRequested e => view with { Reason = e.Reason },
        ResumeRequested e => view with { Reason = e.Reason },
        RewindRequested e => view with { Reason = e.Reason },
        EntitySnapshot e => With(view with { Target = e.LockedBy?.InstanceId }, e.State),
        _ => view,
    };

    private EventView Decided(EventView view, HistoryEvent item) => item switch
    {
        ActivityScheduled e => With(Call(view, e.TaskId, e.Name) with { Attempt = e.AttemptsMax == 1 ? null : e.Attempt }, e.Input),
        ChildScheduled e => With(Call(view, e.TaskId, e.Name) with { Target = e.InstanceId }, e.Input),
        TimerCreated e => view with { TaskId = e.TaskId, Due = e.FireAt },
        EventSent e => With(view with { TaskId = e.TaskId, Name = e.Name, Target = e.InstanceId }, e.Input),
        EntityCalled e => With(Call(view, e.TaskId, e.Operation) with { Target = e.EntityId }, e.Input),
        EntitySignaled e => With(view with { TaskId = e.TaskId, Name = e.Operation, Target = e.EntityId, Due = e.DueAt }, e.Input),
        EntitiesLocked e => Call(view, e.TaskId, "lock") with { Target = string.Join(", ", e.Entities) },
        EntitiesReleased e => view with { TaskId = e.TaskId, Target = string.Join(", ", e.Entities) },
        ExecutionCompleted e => With(view, e.Output),
        ExecutionTerminated e => With(view, e.Output),
        ExecutionFailed e => view with { Failure = Of(e.Failure) },
        ContinuedAsNew e => With(view, e.Input),
        ExecutionHeld e => view with { Reason = e.Reason },
        _ => view,
    };

    private EventView Call(EventView view, int taskId, string name)
    {
        names[taskId] = name;
        return view with { TaskId = taskId, Name = name };
    }

    private EventView Answer(EventView view, int taskId, string? output) => With(view with { TaskId = taskId, Name = names.GetValueOrDefault(taskId) }, output);

    private EventView Answer(EventView view, int taskId, TaskFailureDetails failure) =>
        view with { TaskId = taskId, Name = names.GetValueOrDefault(taskId), Failure = Of(failure) };

    private EventView With(EventView view, string? payload) => payload switch
    {
        null => view,
        _ when payload.Length <= payloadMax => view with { Payload = InspectionJson.Value(payload), PayloadLength = payload.Length },
        _ => view with { PayloadStart = payload[..payloadMax], PayloadLength = payload.Length },
    };

    private static FailureView Of(TaskFailureDetails failure) => new(failure.ErrorType, failure.ErrorMessage);
}
