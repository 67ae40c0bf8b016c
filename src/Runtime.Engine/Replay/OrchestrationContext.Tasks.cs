using Microsoft.DurableTask;
using Microsoft.DurableTask.Internal;
using Runtime.Engine.History;

namespace Runtime.Engine.Replay;

/// <content>Activities and sub-orchestrations, their retries, and what their events do.</content>
internal sealed partial class OrchestrationContext
{
    private readonly Dictionary<int, OpenTimer> firing = [];

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        RequireTurn();
        RequireName(name, nameof(name));
        TaskOptions.ThrowIfGivenAsInput(input);
        var data = environment.Converter.Serialize(input);
        var version = options?.Version?.Version ?? started.Version;
        return options?.Retry is null
            ? StartActivity<TResult>(new ActivityScheduled(nextTaskId++, name.Name, version, data))
            : RetryActivityAsync<TResult>(options.Retry, name, version, data);
    }

    private Task<T> RetryActivityAsync<T>(TaskRetryOptions retry, TaskName name, string version, string? data)
    {
        var firstTaskId = nextTaskId;
        var attemptsMax = retry.Policy?.MaxNumberOfAttempts ?? 0;
        return RetryAsync(retry, attempt => StartActivity<T>(new ActivityScheduled(nextTaskId++, name.Name, version, data)
        {
            Attempt = attempt,
            AttemptsMax = attemptsMax,
            FirstTaskId = firstTaskId,
        }));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        RequireTurn();
        RequireName(orchestratorName, nameof(orchestratorName));
        RefuseInCriticalSection("Sub-orchestrations");
        TaskOptions.ThrowIfGivenAsInput(input);
        var data = environment.Converter.Serialize(input);
        var child = options as SubOrchestrationOptions;
        if (child?.InstanceId is { } chosen)
            InstanceIdRules.ThrowIfInvalid(chosen, nameof(options));
        var version = child?.Version?.Version ?? options?.Version?.Version ?? environment.DefaultVersion;
        var tags = options?.Tags is { Count: > 0 } given ? new Dictionary<string, string>(given) : null;
        Task<TResult> Start()
        {
            var id = child?.InstanceId ?? NewGuid().ToString("N");
            return StartChild<TResult>(new ChildScheduled(nextTaskId++, id, orchestratorName.Name, version, data) { Tags = tags });
        }
        return options?.Retry is null ? Start() : RetryAsync(options.Retry, _ => Start());
    }

    /// <summary>Whether an open task waits for the event; what nobody waits for is not recorded.</summary>
    public bool Awaits(HistoryEvent item) => item switch
    {
        ActivityCompleted e => open.ContainsKey(e.TaskId),
        ActivityFailed e => open.ContainsKey(e.TaskId),
        ChildCompleted e => open.ContainsKey(e.TaskId),
        ChildFailed e => open.ContainsKey(e.TaskId),
        TimerFired e => firing.ContainsKey(e.TaskId),
        EntityCallCompleted e => open.ContainsKey(e.TaskId),
        EntityCallFailed e => open.ContainsKey(e.TaskId),
        EntityLockGranted e => open.ContainsKey(e.TaskId),
        _ => true,
    };

    /// <summary>Hands an event to the task that waits for it; the code behind it runs before this returns.</summary>
    public void Deliver(HistoryEvent item)
    {
        switch (item)
        {
            case ActivityCompleted e when open.Remove(e.TaskId, out var task):
                task.Complete(e.Output);
                break;
            case ActivityFailed e when open.Remove(e.TaskId, out var task):
                task.Fail(e.Failure);
                break;
            case ChildCompleted e when open.Remove(e.TaskId, out var task):
                task.Complete(e.Output);
                break;
            case ChildFailed e when open.Remove(e.TaskId, out var task):
                task.Fail(e.Failure);
                break;
            case TimerFired e when firing.Remove(e.TaskId, out var timer):
                openTimers--;
                timer.TrySetResult();
                break;
            case EventReceived e:
                inbox.Receive(e);
                break;
            default:
                DeliverToEntityTask(item);
                break;
        }
    }

    private Task<T> StartActivity<T>(ActivityScheduled scheduled)
    {
        Decisions.Add(scheduled);
        return OpenFor<T>(scheduled, scheduled.Name, scheduled.TaskId);
    }

    private Task<T> StartChild<T>(ChildScheduled scheduled)
    {
        Decisions.Add(scheduled);
        return OpenFor<T>(scheduled, scheduled.Name, scheduled.TaskId);
    }

    private Task<T> OpenFor<T>(HistoryEvent scheduled, string name, int taskId)
    {
        var task = new OpenTask<T>(scheduled, Now, name, taskId, environment.Converter);
        open.Add(taskId, task);
        return task.Task;
    }

    private async Task<T> RetryAsync<T>(TaskRetryOptions retry, Func<int, Task<T>> start)
    {
        var firstAttempt = Now;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await start(attempt);
            }
            catch (TaskFailedException error) when (!RetrySchedule.NeverRetried(error.FailureDetails))
            {
                if (!await WaitForRetryAsync(retry, attempt, firstAttempt, error))
                    throw;
            }
        }
    }

    private async Task<bool> WaitForRetryAsync(TaskRetryOptions retry, int attempt, DateTime firstAttempt, TaskFailedException error)
    {
        if (retry.Policy is not { } policy)
            return retry.Handler is { } handler
                && await handler(new RetryContext(this, attempt, error.FailureDetails, Now - firstAttempt, CancellationToken.None));
        if (!policy.Handles(error.FailureDetails) || RetrySchedule.Next(policy, attempt, firstAttempt, Now) is not { } delay)
            return false;
        await CreateTimer(Now + delay, CancellationToken.None);
        return true;
    }

    private static void RequireName(TaskName name, string parameter)
    {
        if (string.IsNullOrEmpty(name.Name))
            throw new ArgumentException("The name of the task to call is missing.", parameter);
    }
}
