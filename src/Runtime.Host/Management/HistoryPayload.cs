using System.Text.Json;
using Runtime.Engine.History;

namespace Runtime.Host.Management;

/// <summary>
/// A run's history with the names Durable Functions' clients read: one object per event, in order. A call that was answered is shown by its answer,
/// with the function's name and the time it was scheduled; one that was not, by its scheduling.
/// </summary>
internal sealed class HistoryPayload(Utf8JsonWriter writer, bool showOutput)
{
    private readonly Dictionary<int, (string Name, DateTime At)> scheduled = [];
    private readonly Dictionary<int, DateTime> timers = [];
    private DateTime at;

    /// <summary>Writes the property <c>historyEvents</c>.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="history">The turns; enumerated twice.</param>
    /// <param name="showOutput">Whether results and payloads come along.</param>
    public static void Write(Utf8JsonWriter writer, IEnumerable<Turn> history, bool showOutput)
    {
        var answered = history.SelectMany(turn => turn.Received).Select(TaskOf).OfType<int>().ToHashSet();
        var payload = new HistoryPayload(writer, showOutput);
        writer.WriteStartArray("historyEvents");
        foreach (var turn in history)
        {
            payload.at = turn.At;
            foreach (var item in turn.Received)
                payload.WriteReceived(item);
            foreach (var item in turn.Decided)
                payload.WriteDecided(item, answered);
        }

        writer.WriteEndArray();
    }

    private static int? TaskOf(HistoryEvent item) => item switch
    {
        ActivityCompleted e => e.TaskId,
        ActivityFailed e => e.TaskId,
        ChildCompleted e => e.TaskId,
        ChildFailed e => e.TaskId,
        TimerFired e => e.TaskId,
        EntityCallCompleted e => e.TaskId,
        EntityCallFailed e => e.TaskId,
        EntityLockGranted e => e.TaskId,
        _ => null,
    };

    private void WriteReceived(HistoryEvent item)
    {
        switch (item)
        {
            case ExecutionStarted e:
                Write("ExecutionStarted", ("FunctionName", e.Name), ("ParentInstanceId", e.Parent?.InstanceId));
                break;
            case ActivityCompleted e:
                WriteAnswer("TaskCompleted", e.TaskId, result: e.Output);
                break;
            case ActivityFailed e:
                WriteAnswer("TaskFailed", e.TaskId, reason: e.Failure.ErrorMessage);
                break;
            case ChildCompleted e:
                WriteAnswer("SubOrchestrationInstanceCompleted", e.TaskId, result: e.Output);
                break;
            case ChildFailed e:
                WriteAnswer("SubOrchestrationInstanceFailed", e.TaskId, reason: e.Failure.ErrorMessage);
                break;
            case TimerFired e:
                WriteTimer("TimerFired", timers.GetValueOrDefault(e.TaskId, at));
                break;
            case EventReceived e:
                WriteData("EventRaised", e.Name, "Input", e.Input);
                break;
            case EntityCallCompleted e:
                WriteAnswer("EntityOperationCompleted", e.TaskId, result: e.Output);
                break;
            case EntityCallFailed e:
                WriteAnswer("EntityOperationFailed", e.TaskId, reason: e.Failure.ErrorMessage);
                break;
            case EntityLockGranted e:
                WriteAnswer("EntityLockGranted", e.TaskId);
                break;
            case SuspendRequested e:
                Write("ExecutionSuspended", ("Reason", e.Reason));
                break;
            case ResumeRequested e:
                Write("ExecutionResumed", ("Reason", e.Reason));
                break;
            case RewindRequested e:
                Write("ExecutionRewound", ("Reason", e.Reason));
                break;
        }
    }

    private void WriteDecided(HistoryEvent item, HashSet<int> answered)
    {
        switch (item)
        {
            case ActivityScheduled e:
                Schedule("TaskScheduled", e.TaskId, e.Name, answered);
                break;
            case ChildScheduled e:
                Schedule("SubOrchestrationInstanceCreated", e.TaskId, e.Name, answered, ("InstanceId", e.InstanceId));
                break;
            case EntityCalled e:
                Schedule("EntityOperationCalled", e.TaskId, $"{e.EntityId} {e.Operation}", answered);
                break;
            case EntitiesLocked e:
                Schedule("EntityLockRequested", e.TaskId, string.Join(' ', e.Entities), answered);
                break;
            case TimerCreated e:
                timers[e.TaskId] = e.FireAt;
                if (!answered.Contains(e.TaskId))
                    WriteTimer("TimerCreated", e.FireAt);
                break;
            case EventSent e:
                Write("EventSent", ("Name", e.Name), ("InstanceId", e.InstanceId));
                break;
            case EntitySignaled e:
                Write("EntityOperationSignaled", ("FunctionName", $"{e.EntityId} {e.Operation}"));
                break;
            case EntitiesReleased e:
                Write("EntityUnlockSent", ("FunctionName", string.Join(' ', e.Entities)));
                break;
            case ExecutionHeld e:
                Write("ExecutionHeld", ("Reason", e.Reason));
                break;
            default:
                WriteOutcome(item);
                break;
        }
    }

    private void WriteOutcome(HistoryEvent item)
    {
        switch (item)
        {
            case ExecutionCompleted e:
                WriteEnd("ExecutionCompleted", "Completed", e.Output);
                break;
            case ExecutionFailed e:
                WriteEnd("ExecutionCompleted", "Failed", JsonSerializer.Serialize(e.Failure.ErrorMessage));
                break;
            case ExecutionTerminated e:
                WriteEnd("ExecutionTerminated", "Terminated", e.Output);
                break;
            case ContinuedAsNew e:
                WriteEnd("ContinueAsNew", "ContinuedAsNew", e.Input);
                break;
        }
    }

    private void Schedule(string type, int taskId, string name, HashSet<int> answered, params (string Name, string? Value)[] more)
    {
        scheduled[taskId] = (name, at);
        if (!answered.Contains(taskId))
            Write(type, [("FunctionName", name), .. more]);
    }

    private void WriteAnswer(string type, int taskId, string? result = null, string? reason = null)
    {
        Begin(type);
        if (scheduled.Remove(taskId, out var call))
        {
            writer.WriteString("FunctionName", call.Name);
            writer.WriteString("ScheduledTime", call.At);
        }

        if (reason is not null)
            writer.WriteString("Reason", reason);
        else if (showOutput)
            RawJson.Write(writer, "Result", result);
        End();
    }

    private void WriteTimer(string type, DateTime fireAt)
    {
        Begin(type);
        writer.WriteString("FireAt", fireAt);
        End();
    }

    private void WriteData(string type, string name, string property, string? data)
    {
        Begin(type);
        writer.WriteString("Name", name);
        if (showOutput)
            RawJson.Write(writer, property, data);
        End();
    }

    private void WriteEnd(string type, string status, string? result)
    {
        Begin(type);
        writer.WriteString("OrchestrationStatus", status);
        if (showOutput)
            RawJson.Write(writer, "Result", result);
        End();
    }

    private void Write(string type, params (string Name, string? Value)[] texts)
    {
        Begin(type);
        foreach (var (name, value) in texts)
        {
            if (value is not null)
                writer.WriteString(name, value);
        }

        End();
    }

    private void Begin(string type)
    {
        writer.WriteStartObject();
        writer.WriteString("EventType", type);
    }

    private void End()
    {
        writer.WriteString("Timestamp", at);
        writer.WriteEndObject();
    }
}
