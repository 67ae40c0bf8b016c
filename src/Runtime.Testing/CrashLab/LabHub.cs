using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Workflows.Testing.CrashLab;

/// <summary>
/// The hub as the engine of one life sees it. A commit is stored and answered in two steps that the simulation takes when it likes, so that a
/// death can come before, between and after them. Once dead, nothing is stored and nothing is answered.
/// </summary>
internal sealed class LabHub(ITaskHub inner, LabLedger ledger, bool keepsNotes) : ITaskHub
{
    private readonly Lock gate = new();
    private readonly Queue<(HubCommit Commit, TaskCompletionSource<bool> Answer)> waiting = new();
    private readonly List<(TaskCompletionSource<bool> Answer, bool Stored)> stored = [];
    private volatile bool dead;

    public long Epoch { get; } = inner.Epoch;

    /// <summary>Commits that wait to be stored.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    /// <summary>Commits that are stored and not answered.</summary>
    public int Unanswered
    {
        get
        {
            lock (gate)
                return stored.Count;
        }
    }

    public long NextRunNumber() => inner.NextRunNumber();

    public ValueTask<bool> CommitAsync(HubCommit commit)
    {
        var answer = new TaskCompletionSource<bool>();
        lock (gate)
        {
            if (!dead)
                waiting.Enqueue((commit, answer));
        }

        return new ValueTask<bool>(answer.Task);
    }

    /// <summary>Stores the commit that waits longest, as a writer does.</summary>
    public void StoreNext()
    {
        HubCommit commit;
        TaskCompletionSource<bool> answer;
        lock (gate)
            (commit, answer) = waiting.Dequeue();
        var done = StoreNow(commit);
        if (done)
            ledger.Stored(commit);
        lock (gate)
            stored.Add((answer, done));
    }

    /// <summary>Answers one of the stored commits; what waits for it runs before this returns.</summary>
    public void AnswerOne(int which)
    {
        (TaskCompletionSource<bool> Answer, bool Stored) next;
        lock (gate)
        {
            next = stored[which];
            stored.RemoveAt(which);
        }

        next.Answer.SetResult(next.Stored);
    }

    public void Kill()
    {
        lock (gate)
        {
            dead = true;
            waiting.Clear();
            stored.Clear();
        }
    }

    public RunRow? Find(string instanceId) => inner.Find(instanceId);

    public IEnumerable<byte[]> ReadHistory(long number) => inner.ReadHistory(number);

    public (byte[] First, byte[] Last)? ReadEnds(long number) => inner.ReadEnds(number);

    public long Note(long run, long execution, HistoryEvent outcome) => dead ? 0 : inner.Note(run, execution, outcome);

    public void Forget(long note)
    {
        if (!dead)
            inner.Forget(note);
    }

    /// <summary>Notes of the lives before: whether they outlived the death (of the process) or not (of the machine) is chance.</summary>
    public IReadOnlyList<OutcomeNote> ReadNotes() => keepsNotes ? inner.ReadNotes() : Lose(inner.ReadNotes());

    public IEnumerable<Message> ReadMessages() => inner.ReadMessages();

    public IReadOnlyList<Wake> ReadWakes(Wake? after, int limit) => inner.ReadWakes(after, limit);

    public RunPage Query(RunQuery query) => inner.Query(query);

    public string? ReadHeartbeat(long number, int taskId) => inner.ReadHeartbeat(number, taskId);

    public RunCounts Count(RunQuery query) => inner.Count(query);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private OutcomeNote[] Lose(IReadOnlyList<OutcomeNote> notes)
    {
        foreach (var note in notes)
            inner.Forget(note.Number);
        return [];
    }

    private bool StoreNow(HubCommit commit)
    {
        var storing = inner.CommitAsync(commit).AsTask();
#pragma warning disable VSTHRD002 // the simulation has one thread, and the hub's writer another; nothing else may happen meanwhile
        return storing.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }
}
