using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Runtime.Engine.Replay;

/// <summary>A task of the orchestrator that waits for an event of its history.</summary>
internal interface IOpenTask
{
    /// <summary>The decision that opened it.</summary>
    History.HistoryEvent Decision { get; }

    /// <summary>When it was opened (UTC).</summary>
    DateTime Since { get; }

    void Complete(string? output);

    void Fail(TaskFailureDetails failure);
}

/// <summary>An open activity or sub-orchestration with its typed result.</summary>
internal sealed class OpenTask<T>(History.HistoryEvent decision, DateTime since, string name, int taskId,
    DataConverter converter) : TaskCompletionSource<T>, IOpenTask
{
    public History.HistoryEvent Decision => decision;

    public DateTime Since => since;

    public void Complete(string? output)
    {
        T result;
        try
        {
            result = output is null ? default! : converter.Deserialize<T>(output)!;
        }
        catch (Exception error)
        {
            TrySetException(new InvalidOperationException($"The result of task '{name}' (#{taskId}) cannot be read as {typeof(T)}: {error.Message}", error));
            return;
        }

        TrySetResult(result);
    }

    public void Fail(TaskFailureDetails failure) => TrySetException(new TaskFailedException(name, taskId, failure));
}

/// <summary>An open durable timer.</summary>
internal sealed class OpenTimer(int taskId, DateTime since, DateTime fireAt) : TaskCompletionSource
{
    public int TaskId => taskId;

    public DateTime Since => since;

    public DateTime FireAt => fireAt;

    public bool IsOpen => !Task.IsCompleted;
}

/// <summary>An open entity call with its typed result.</summary>
internal sealed class OpenEntityCall<T>(History.EntityCalled called, DateTime since, EntityInstanceId id,
    DataConverter converter) : TaskCompletionSource<T>, IOpenTask
{
    public History.HistoryEvent Decision => called;

    public DateTime Since => since;

    public void Complete(string? output)
    {
        try
        {
            TrySetResult(output is null ? default! : converter.Deserialize<T>(output)!);
        }
        catch (Exception error)
        {
            TrySetException(new InvalidOperationException($"The result of '{called.Operation}' on '{called.EntityId}' cannot be read as {typeof(T)}: {error.Message}", error));
        }
    }

    public void Fail(TaskFailureDetails failure) => TrySetException(new EntityOperationFailedException(id, called.Operation, failure));
}
