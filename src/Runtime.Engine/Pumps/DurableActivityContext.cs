using Microsoft.DurableTask;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <summary>The context that activities get on the embedded engine: Durable Task's, and what a single process can add to it.</summary>
public sealed class DurableActivityContext : TaskActivityContext
{
    private readonly EngineContext engine;
    private readonly ActivityWork work;

    internal DurableActivityContext(EngineContext engine, ActivityWork work)
    {
        this.engine = engine;
        this.work = work;
    }

    /// <inheritdoc/>
    public override TaskName Name => new(work.Call.Name);

    /// <inheritdoc/>
    public override string InstanceId => work.InstanceId;

    /// <inheritdoc/>
    public override string Version => work.Call.Version;

    /// <summary>The orchestrator's task that waits for this activity.</summary>
    public int TaskId => work.Call.TaskId;

    /// <summary>Which attempt of the caller's retry policy this is, from 1. Running again after a crash is the same attempt.</summary>
    public int Attempt => work.Call.Attempt;

    /// <summary>
    /// Cancelled when nobody waits for the result any more (the run was terminated or has ended), and when the engine stops; after a stop the
    /// activity runs again at the next start.
    /// </summary>
    public CancellationToken CancellationToken => work.Token;

    /// <summary>
    /// The same for every execution of this attempt, also after a crash, and different for every other call: a key for effects that must happen once.
    /// </summary>
    public string IdempotencyKey => $"{InstanceId}:{work.Execution:x}:{TaskId}";

    /// <summary>What the activity last told <see cref="HeartbeatAsync"/>, in this attempt or one before it.</summary>
    /// <typeparam name="T">The type it was told as.</typeparam>
    /// <returns>The progress; the type's default when there is none.</returns>
    public T? LastHeartbeat<T>() =>
        engine.Hub.ReadHeartbeat(work.RunNumber, work.Call.FirstTaskId) is { } progress ? engine.Environment.Converter.Deserialize<T>(progress) : default;

    /// <summary>Stores how far the activity has come, so that its next execution or attempt can go on from there.</summary>
    /// <param name="progress">Any serialisable value; it replaces the one before.</param>
    /// <returns>A task that ends when the progress is on disk.</returns>
    /// <exception cref="OperationCanceledException">Nobody waits for the activity any more.</exception>
    public async Task HeartbeatAsync(object? progress)
    {
        CancellationToken.ThrowIfCancellationRequested();
        var heartbeat = new Heartbeat(work.RunNumber, work.Call.FirstTaskId, engine.Environment.Converter.Serialize(progress));
        await engine.Hub.CommitAsync(new HubCommit { Heartbeat = heartbeat });
        work.Beat();
    }
}
