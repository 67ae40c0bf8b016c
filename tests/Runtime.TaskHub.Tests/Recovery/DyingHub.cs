using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.TaskHub.Tests.Recovery;

/// <summary>
/// A hub as a process sees it that dies: after so many commits nothing is answered any more. The commit at which it dies may have reached the disk.
/// </summary>
internal sealed class DyingHub(ITaskHub inner, int commits, bool lastReachesTheDisk) : ITaskHub
{
    private readonly TaskCompletionSource died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private readonly List<Task> underWay = [];
    private int given;

    public Task Died => died.Task;

    public bool IsDead => died.Task.IsCompleted;

    public long Epoch => inner.Epoch;

    public long NextRunNumber() => inner.NextRunNumber();

    public ValueTask<bool> CommitAsync(HubCommit commit)
    {
        lock (gate)
        {
            var number = given++;
            if (number > commits || (number == commits && !lastReachesTheDisk))
            {
                died.TrySetResult();
                return Never();
            }

            var stored = inner.CommitAsync(commit).AsTask();
            underWay.Add(stored);
            if (number < commits)
                return new ValueTask<bool>(stored);
            died.TrySetResult();
            return Never();
        }
    }

    /// <summary>Waits until all that was given before the death is on disk.</summary>
    public Task SettleAsync()
    {
        lock (gate)
            return Task.WhenAll(underWay);
    }

    public RunRow? Find(string instanceId) => inner.Find(instanceId);

    public IEnumerable<byte[]> ReadHistory(long number) => inner.ReadHistory(number);

    public (byte[] First, byte[] Last)? ReadEnds(long number) => inner.ReadEnds(number);

    public string? ReadHeartbeat(long number, int taskId) => inner.ReadHeartbeat(number, taskId);

    public long Note(long run, long execution, HistoryEvent outcome) => IsDead ? 0 : inner.Note(run, execution, outcome);

    public void Forget(long note)
    {
        if (!IsDead)
            inner.Forget(note);
    }

    public IReadOnlyList<OutcomeNote> ReadNotes() => inner.ReadNotes();

    public IEnumerable<Message> ReadMessages() => inner.ReadMessages();

    public IReadOnlyList<Wake> ReadWakes(Wake? after, int limit) => inner.ReadWakes(after, limit);

    public RunPage Query(RunQuery query) => inner.Query(query);

    public RunCounts Count(RunQuery query) => inner.Count(query);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ValueTask<bool> Never() => new(new TaskCompletionSource<bool>().Task);
}
