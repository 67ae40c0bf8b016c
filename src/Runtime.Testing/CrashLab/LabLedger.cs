using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Workflows.Testing.CrashLab;

/// <summary>Reads along what is stored, from the first life to the last, and notes what must not be.</summary>
internal sealed class LabLedger
{
    private readonly Dictionary<long, Execution> executions = [];
    private readonly HashSet<string> appliedKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Name, int Times)> begun = new(StringComparer.Ordinal);
    private readonly HashSet<long> sent = [];
    private readonly HashSet<long> consumed = [];
    private readonly Lock gate = new();
    private readonly List<string> violations = [];

    /// <summary>What went wrong so far.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (gate)
                return [.. violations];
        }
    }

    /// <summary>Executions beyond the first of a call, by activity.</summary>
    public IReadOnlyDictionary<string, int> Repeats()
    {
        lock (gate)
        {
            return begun.Values.Where(call => call.Times > 1).GroupBy(call => call.Name, StringComparer.Ordinal)
                .ToDictionary(calls => calls.Key, calls => calls.Sum(call => call.Times - 1), StringComparer.Ordinal);
        }
    }

    /// <summary>Executions that ended, each by its one outcome.</summary>
    public int Outcomes { get; private set; }

    public void Add(string violation)
    {
        lock (gate)
            violations.Add(violation);
    }

    /// <summary>An activity's code is about to run.</summary>
    public void Begins(string key, string name)
    {
        lock (gate)
        {
            begun[key] = (name, begun.GetValueOrDefault(key).Times + 1);
            if (appliedKeys.Contains(key))
                violations.Add($"Activity '{name}' ({key}) ran again although its result is stored.");
        }
    }

    /// <summary>A commit was stored.</summary>
    public void Stored(HubCommit commit)
    {
        lock (gate)
        {
            foreach (var message in commit.Sent.Where(message => !sent.Add(message.Number)))
                violations.Add($"Message {message.Number} to '{message.Target}' was sent twice.");
            foreach (var number in commit.Consumed.Where(number => !consumed.Add(number)))
                violations.Add($"Message {number} was taken in twice.");
            if (commit is { Run: { } run, Chunk: { } chunk } && !run.Id.StartsWith('@'))
                Read(run, HistoryCodec.Decode(chunk));
        }
    }

    private void Read(RunRow run, Turn turn)
    {
        if (!executions.TryGetValue(run.Execution, out var execution))
            executions[run.Execution] = execution = new Execution();
        if (execution.Ended)
            violations.Add($"Run '{run.Id}' had a turn after its end.");
        if (turn.At < execution.LastTurn)
            violations.Add($"Run '{run.Id}' went back in time, from {execution.LastTurn:o} to {turn.At:o}.");
        execution.LastTurn = turn.At;
        foreach (var item in turn.Received)
            Received(run, execution, item);
        foreach (var item in turn.Decided)
            Decided(run, execution, item);
    }

    private void Received(RunRow run, Execution execution, HistoryEvent item)
    {
        if (TaskOf(item) is not { } task)
            return;
        if (!execution.Open.Remove(task))
            violations.Add($"Run '{run.Id}' took in {item.Kind} for task {task}, which is not open.");
        if (item is ActivityCompleted or ActivityFailed)
            appliedKeys.Add($"{run.Id}:{run.Execution:x}:{task}");
    }

    private void Decided(RunRow run, Execution execution, HistoryEvent item)
    {
        var opens = item switch
        {
            ActivityScheduled e => e.TaskId,
            TimerCreated e => e.TaskId,
            ChildScheduled e => e.TaskId,
            EntityCalled e => e.TaskId,
            EntitiesLocked e => e.TaskId,
            _ => (int?)null,
        };
        if (opens is { } task && !execution.Open.Add(task))
            violations.Add($"Run '{run.Id}' opened task {task} twice.");
        if (item is not (ExecutionCompleted or ExecutionFailed or ExecutionTerminated))
            return;
        execution.Ended = true;
        Outcomes++;
    }

    private static int? TaskOf(HistoryEvent item) => item switch
    {
        ActivityCompleted e => e.TaskId,
        ActivityFailed e => e.TaskId,
        TimerFired e => e.TaskId,
        ChildCompleted e => e.TaskId,
        ChildFailed e => e.TaskId,
        EntityCallCompleted e => e.TaskId,
        EntityCallFailed e => e.TaskId,
        EntityLockGranted e => e.TaskId,
        _ => null,
    };

    private sealed class Execution
    {
        public HashSet<int> Open { get; } = [];

        public DateTime LastTurn { get; set; }

        public bool Ended { get; set; }
    }
}
