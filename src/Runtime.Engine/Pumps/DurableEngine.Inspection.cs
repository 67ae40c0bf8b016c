using Microsoft.DurableTask.Internal;
using Runtime.Engine.History;
using Runtime.Engine.Inspection;
using Runtime.Engine.Replay;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <content>Looking into runs, forking them, and taking them elsewhere.</content>
public sealed partial class DurableEngine
{
    /// <summary>Reads what happened in a run's present execution, turn by turn; for an entity, its snapshot.</summary>
    /// <param name="instanceId">The run.</param>
    /// <returns>The turns, read as they are asked for; none when there is no such run.</returns>
    public IEnumerable<Turn> ReadHistory(string instanceId) =>
        Find(instanceId) is { } row ? Hub.ReadHistory(row.Number).Select(chunk => HistoryCodec.Decode(chunk)) : [];

    /// <summary>Says why a run waits.</summary>
    /// <param name="instanceId">The run.</param>
    /// <returns>The answer; null when there is no such run.</returns>
    public async Task<RunWait?> ExplainWaitAsync(string instanceId)
    {
        try
        {
            return await InspectAsync(instanceId, run => WaitExplainer.Explain(run, LockOwner, isHere: options.CarriesOn));
        }
        catch (RunParkedException parked) when (Find(instanceId) is { } row)
        {
            return WaitExplainer.Parked(row, ParkedBecause(instanceId) ?? parked.Message);
        }
    }

    /// <summary>
    /// Says why a run waits that this engine does not run, from its row and history alone: its code is replayed in memory, and nothing is changed
    /// or executed. Whether an activity's code runs at present cannot be known this way.
    /// </summary>
    /// <param name="row">The run.</param>
    /// <param name="turns">Its history.</param>
    /// <param name="lockOwner">Who holds an entity's lock; null when nobody does.</param>
    /// <returns>The answer.</returns>
    public async Task<RunWait> ExplainWaitAsync(RunRow row, IEnumerable<Turn> turns, Func<string, string?> lockOwner)
    {
        var run = new LiveRun(row.Id) { Row = row };
        await using var scope = new LazyScope(context.Services);
        try
        {
            foreach (var turn in row.IsFinished ? [] : turns)
            {
                run.Execution ??= context.NewExecution(row.Id, scope, RunLoader.Started(turn));
                run.Execution.Replay(turn);
            }

            return WaitExplainer.Explain(run, lockOwner, isHere: false)!;
        }
        catch (Exception error) when (error is NonDeterminismException or InvalidDataException)
        {
            return WaitExplainer.Parked(row, error.Message);
        }
    }

    /// <summary>Replays a run's history against the code of this process. Nothing is changed and nothing is executed.</summary>
    /// <param name="instanceId">The run; it may have finished.</param>
    /// <returns>The verdict; null when there is no such run.</returns>
    public async Task<ReplayVerdict?> CheckReplayAsync(string instanceId) =>
        Find(instanceId) is { } row ? await CheckReplayAsync(instanceId, Hub.ReadTurns(row)) : null;

    /// <summary>Replays a history, for example of an exported run, against the code of this process.</summary>
    /// <param name="instanceId">The id of the run it belongs to.</param>
    /// <param name="turns">The history.</param>
    /// <returns>The verdict.</returns>
    public async Task<ReplayVerdict> CheckReplayAsync(string instanceId, IEnumerable<Turn> turns)
    {
        OrchestrationExecution? execution = null;
        var (before, decisions) = (0, 0);
        await using var scope = new LazyScope(context.Services);
        try
        {
            foreach (var turn in turns)
            {
                before += decisions;
                execution ??= context.NewExecution(instanceId, scope, RunLoader.Started(turn));
                before += turn.Received.Count;
                decisions = turn.Decided.Count;
                execution.Replay(turn);
            }

            return new ReplayVerdict(instanceId, execution?.Turns ?? 0, null);
        }
        catch (NonDeterminismException error)
        {
            return new ReplayVerdict(instanceId, execution!.Turns, error.Message) { AtEvent = before + error.Position };
        }
        catch (InvalidDataException error)
        {
            return new ReplayVerdict(instanceId, execution?.Turns ?? 0, error.Message) { AtEvent = before + decisions };
        }
    }

    /// <summary>Starts a new run from a point of an old one.</summary>
    /// <param name="request">From where, and with which edits.</param>
    /// <returns>The new run's id, once it is on disk.</returns>
    /// <exception cref="ArgumentException">There is no such run or event, the event cannot be edited, or the new id is wrong or in use.</exception>
    /// <exception cref="NonDeterminismException">With the edits, the code does not do what the kept events say: fork at an earlier event.</exception>
    public async Task<string> ForkAsync(ForkRequest request)
    {
        var source = Find(request.SourceId) ?? throw new ArgumentException($"There is no run with the id '{request.SourceId}'.", nameof(request));
        var plan = ForkPlan.Cut([.. Hub.ReadTurns(source)], request);
        var id = request.NewId ?? Guid.CreateVersion7(context.Clock.GetUtcNow()).ToString("N");
        InstanceIdRules.ThrowIfInvalid(id, nameof(request));
        var mail = new Mail(null) { Fork = Prepare(id, plan, request), Reply = new Reply() };
        return await CommandAsync(id, mail) == CommandResult.Accepted
            ? id
            : throw new ArgumentException($"A run with the id '{id}' exists already.", nameof(request));
    }

    private ForkedRun Prepare(string id, ForkPlan plan, ForkRequest request)
    {
        var whole = plan.Kept.Count > 0 ? plan.Kept[0].Received : plan.Received;
        var original = whole.OfType<ExecutionStarted>().First();
        var started = original with
        {
            Input = request.Input ?? original.Input,
            Parent = null,
            GuidSeed = original.GuidSeed ?? request.SourceId,
            Tags = new Dictionary<string, string>(original.Tags ?? new Dictionary<string, string>()) { [ForkTag] = $"{request.SourceId}@{request.AtEvent}" },
        };
        IReadOnlyList<HistoryEvent> Edit(IReadOnlyList<HistoryEvent> events) => [.. events.Select(item => item is ExecutionStarted ? started : item)];
        var kept = plan.Kept.Select(turn => turn with { Received = Edit(turn.Received) }).ToList();
        var scope = new LazyScope(context.Services);
        var execution = context.NewExecution(id, scope, started);
        foreach (var turn in kept)
            execution.Replay(turn);
        if (execution.Lock is not null)
            throw new ArgumentException("A run cannot be forked inside a critical section: the lock belongs to the old run.", nameof(request));
        return new ForkedRun(execution, scope, [.. kept.Select(HistoryCodec.Encode)], Edit(plan.Received));
    }

    /// <summary>The tag that names a fork's source: <c>{run}@{event}</c>.</summary>
    public const string ForkTag = "workflows.forkedFrom";

    private async Task<T> InspectAsync<T>(string instanceId, Func<LiveRun, T> look)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await CommandAsync(instanceId, new Mail(null) { Inspect = run => answer.TrySetResult(look(run)), Reply = new Reply() });
        return await answer.Task;
    }

    private string? LockOwner(string entityId) =>
        Hub.Find(entityId) is { } row && Hub.ReadEnds(row.Number) is { } ends ? HistoryReader.LockOwner(ends.Last) : null;
}
