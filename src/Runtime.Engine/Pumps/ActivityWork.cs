using Microsoft.DurableTask;
using Runtime.Engine.History;
using Runtime.Engine.Replay;

namespace Runtime.Engine.Pumps;

/// <summary>One activity call: runs the code and posts what came of it to the run that called it.</summary>
internal sealed class ActivityWork(EngineContext engine, ActivityPump pump, LiveRun run, long execution, ActivityScheduled call, Action<LiveRun, Mail> post)
    : IThreadPoolWorkItem
{
    public void Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        try
        {
            var outcome = await OutcomeAsync();
            post(run, new Mail(outcome) { ForExecution = execution });
        }
        catch (OperationCanceledException) when (pump.Stopping.IsCancellationRequested)
        {
            // The engine stops: nothing is recorded, and the call is made again after the next start.
        }
        finally
        {
            pump.Ended();
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
            var context = new DurableActivityContext(new TaskName(call.Name), run.Id, call.TaskId, execution, pump.Stopping);
            engine.ActivityBegins?.Invoke(context);
            var input = call.Input is null ? null : converter.Deserialize(call.Input, activity.InputType);
            var output = await activity.RunAsync(context, input);
            return new ActivityCompleted(call.TaskId, converter.Serialize(output));
        }
        catch (Exception error) when (error is not OperationCanceledException || !pump.Stopping.IsCancellationRequested)
        {
            return new ActivityFailed(call.TaskId, engine.Environment.Failure(error));
        }
    }
}
