using Microsoft.DurableTask;
using Runtime.Engine.History;
using Runtime.Engine.Limits;
using Runtime.Engine.Replay;

namespace Runtime.Engine.Pumps;

/// <summary>One activity call: runs the code and posts what came of it to the run that called it.</summary>
internal sealed class ActivityWork(EngineContext engine, ActivityPump pump, LiveRun run, ActivityScheduled call, Action<LiveRun, Mail> post)
    : LimitedCall, IThreadPoolWorkItem
{
    private readonly Lock gate = new();
    private CancellationTokenSource? cancellation;
    private bool cancelled;
    private bool ended;

    public ActivityScheduled Call => call;

    /// <summary>The span from the call to the result; null when nobody traces.</summary>
    public System.Diagnostics.Activity? Span { get; } = DurableTrace.CallActivity(run, call);

    public override string Activity => call.Name;

    public override IReadOnlyDictionary<string, string>? Tags { get; } = run.Row!.Tags;

    public string InstanceId => run.Id;

    public long RunNumber { get; } = run.Row!.Number;

    /// <summary>The execution that waits for the result.</summary>
    public long Execution { get; } = run.Row!.Execution;

    /// <summary>When the code began (UTC); null while it waits for a place.</summary>
    public DateTime? StartedAt { get; private set; }

    /// <summary>When the code last gave a sign of life (UTC); null when it never did.</summary>
    public DateTime? LastBeatAt { get; private set; }

    /// <summary>Made when the code first asks for it: most activities never do.</summary>
    public CancellationToken Token
    {
        get
        {
            lock (gate)
            {
                if (cancelled)
                    return new CancellationToken(canceled: true);
                cancellation ??= CancellationTokenSource.CreateLinkedTokenSource(pump.Stopping);
                return cancellation.Token;
            }
        }
    }

    public void Execute() => _ = RunAsync();

    public void Beat() => LastBeatAt = engine.Clock.GetUtcNow().UtcDateTime;

    /// <summary>Nobody waits for the result: it will not be looked at, and the code is told.</summary>
    public void Cancel()
    {
        lock (gate)
        {
            cancelled = true;
            if (!ended)
                _ = cancellation?.CancelAsync();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            if (!cancelled && !pump.Stopping.IsCancellationRequested)
                Post(await OutcomeAsync());
        }
        catch (Exception error)
        {
            // The code's services could not be disposed. A result must never go missing: the run would wait for ever.
            Post(new ActivityFailed(call.TaskId, engine.Environment.Failure(error)));
        }
        finally
        {
            End();
            pump.Ended(this);
        }
    }

    /// <summary>
    /// Once code was told that the engine stops, its failure may come of that: it is not recorded, and the call is made again after the next start.
    /// </summary>
    private void Post(HistoryEvent outcome)
    {
        if (outcome is not ActivityFailed || !pump.Stopping.IsCancellationRequested)
            post(run, new Mail(outcome) { ForExecution = Execution, Note = engine.Hub.Note(RunNumber, Execution, outcome) });
    }

    private async Task<object?> RunCodeAsync(ITaskActivity activity, DurableActivityContext context, object? input)
    {
        var span = DurableTrace.RunActivity(this);
        var began = EngineMetrics.ActivityBegins();
        string? failure = null;
        try
        {
            return await activity.RunAsync(context, input);
        }
        catch (Exception error)
        {
            failure = error.Message;
            throw;
        }
        finally
        {
            DurableTrace.End(span, failure);
            DurableTrace.End(Span, failure);
            EngineMetrics.ActivityEnded(began, call.Name, failed: failure is not null);
        }
    }

    private void End()
    {
        lock (gate)
        {
            ended = true;
            cancellation?.Dispose();
        }
    }

    private async Task<HistoryEvent> OutcomeAsync()
    {
        await using var scope = new LazyScope(engine.Services);
        try
        {
            if (!engine.TryCreateActivity(call, scope, out var activity))
                return new ActivityFailed(call.TaskId, FailureTypes.Of(FailureTypes.ActivityNotFound, $"There is no activity named '{call.Name}'."));
            var converter = engine.Environment.Converter;
            var context = new DurableActivityContext(engine, this);
            StartedAt = engine.Clock.GetUtcNow().UtcDateTime;
            engine.ActivityBegins?.Invoke(context);
            engine.Log.ActivityStarted(run.Id, call.Name);
            var input = call.Input is null ? null : converter.Deserialize(call.Input, activity.InputType);
            var output = await RunCodeAsync(activity, context, input);
            var result = new ActivityCompleted(call.TaskId, converter.Serialize(output));
            engine.Log.ActivityCompleted(run.Id, call.Name);
            return result;
        }
        catch (Exception error)
        {
            if (!pump.Stopping.IsCancellationRequested)
                engine.Log.ActivityFailed(error, run.Id, call.Name);        // one that gives up because it must is no failure; it runs again
            return new ActivityFailed(call.TaskId, engine.Environment.Failure(error));
        }
    }
}
