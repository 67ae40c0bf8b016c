using Runtime.Engine.Entities;
using Runtime.Engine.History;
using Runtime.Engine.Replay;

namespace Runtime.Engine.Pumps;

/// <summary>Brings a stored run back into memory by replaying its history.</summary>
internal sealed class RunLoader(EngineContext engine)
{
    /// <summary>Loads the run's row and, unless it has finished, its execution.</summary>
    /// <param name="run">The run to fill.</param>
    /// <returns>Activities that were called and have not answered: none of them runs in this process.</returns>
    /// <exception cref="NonDeterminismException">The code does not fit the history.</exception>
    /// <exception cref="InvalidDataException">The history is damaged.</exception>
    public IReadOnlyList<ActivityScheduled> Load(LiveRun run)
    {
        run.IsLoaded = true;
        run.Row = engine.Hub.Find(run.Id);
        if (run.Row is not { IsFinished: false } row)
            return [];

        run.Chunks = 0;
        run.HistoryBytes = 0;
        var lastTurn = row.UpdatedAt;           // the stored row is left alone by turns that change nothing else in it
        OrchestrationExecution? execution = null;
        foreach (var chunk in engine.Hub.ReadHistory(row.Number))
        {
            var turn = HistoryCodec.Decode(chunk);
            execution ??= engine.NewExecution(run, Started(turn));
            execution.Replay(turn);
            lastTurn = turn.At > lastTurn ? turn.At : lastTurn;
            run.Chunks++;
            run.HistoryBytes += chunk.Length;
        }

        run.Row = row with { UpdatedAt = lastTurn };
        run.Execution = execution ?? throw new InvalidDataException($"The run '{run.Id}' has no history.");
        return [.. execution.RunningActivities.OrderBy(call => call.TaskId)];
    }

    /// <summary>Loads an entity from its snapshot.</summary>
    public void LoadEntity(LiveRun run)
    {
        run.IsLoaded = true;
        run.Row = engine.Hub.Find(run.Id);
        var snapshot = run.Row is { } row && engine.Hub.ReadEnds(row.Number) is { } ends
            ? HistoryCodec.Decode(ends.Last).Received.OfType<EntitySnapshot>().SingleOrDefault()
            : null;
        run.Entity = new EntityState(snapshot);
    }

    /// <summary>The event that a history begins with.</summary>
    public static ExecutionStarted Started(Turn first) => first.Received.OfType<ExecutionStarted>().FirstOrDefault()
        ?? throw new InvalidDataException("The history does not begin with ExecutionStarted.");
}
