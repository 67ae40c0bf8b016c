using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.TaskHub.InMemory;

/// <summary>
/// A task hub that lives as long as its process: for tests and for virtual time. What a commit changes is visible when it returns, and nothing is
/// on disk.
/// </summary>
public sealed class InMemoryTaskHub : ITaskHub
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, RunRow> runs = new(StringComparer.Ordinal);
    private readonly Dictionary<long, List<byte[]>> histories = [];
    private readonly SortedDictionary<long, Message> messages = [];
    private readonly Dictionary<(long Run, int Task), string?> heartbeats = [];
    private readonly SortedDictionary<long, OutcomeNote> notes = [];
    private long runNumber;
    private long noteNumber;

    /// <inheritdoc/>
    public long Epoch { get; private set; } = 1;

    /// <summary>Makes the hub as a new process would find it: the next engine gets a new epoch.</summary>
    public void Reopen() => Epoch++;

    /// <inheritdoc/>
    public long NextRunNumber() => Interlocked.Increment(ref runNumber);

    /// <inheritdoc/>
    public ValueTask<bool> CommitAsync(HubCommit commit)
    {
        lock (gate)
            return ValueTask.FromResult(Apply(commit));
    }

    /// <inheritdoc/>
    public RunRow? Find(string instanceId)
    {
        lock (gate)
            return runs.GetValueOrDefault(instanceId);
    }

    /// <inheritdoc/>
    public IEnumerable<byte[]> ReadHistory(long number)
    {
        lock (gate)
            return histories.TryGetValue(number, out var history) ? [.. history] : [];
    }

    /// <inheritdoc/>
    public (byte[] First, byte[] Last)? ReadEnds(long number)
    {
        lock (gate)
            return histories.TryGetValue(number, out var history) && history.Count > 0 ? (history[0], history[^1]) : null;
    }

    /// <inheritdoc/>
    public string? ReadHeartbeat(long number, int taskId)
    {
        lock (gate)
            return heartbeats.GetValueOrDefault((number, taskId));
    }

    /// <inheritdoc/>
    public long Note(long run, long execution, HistoryEvent outcome)
    {
        lock (gate)
        {
            notes.Add(++noteNumber, new OutcomeNote(noteNumber, run, execution, outcome));
            return noteNumber;
        }
    }

    /// <inheritdoc/>
    public void Forget(long note)
    {
        lock (gate)
            notes.Remove(note);
    }

    /// <inheritdoc/>
    public IReadOnlyList<OutcomeNote> ReadNotes()
    {
        lock (gate)
            return [.. notes.Values];
    }

    /// <inheritdoc/>
    public IEnumerable<Message> ReadMessages()
    {
        lock (gate)
            return [.. messages.Values];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Wake> ReadWakes(Wake? after, int limit)
    {
        var (time, number) = (after?.At ?? -1, after?.Number ?? 0);
        lock (gate)
        {
            return [.. runs.Values.Where(run => run.WakeAt > time || (run.WakeAt == time && run.Number > number))
                .Select(run => new Wake(run.WakeAt!.Value, run.Number, run.Id)).OrderBy(wake => (wake.At, wake.Number)).Take(limit)];
        }
    }

    /// <inheritdoc/>
    public RunPage Query(RunQuery query)
    {
        var from = RunPosition.Of(query);
        var descending = RunPager.IsDescending(query, from);
        lock (gate)
        {
            var placed = runs.Values.Where(run => Matches(run, query)).Select(run => (Row: run, Place: RunPosition.Of(run, query.Order)))
                .Where(run => from is not { } place || (descending ? run.Place.Against(place) < 0 : run.Place.Against(place) > 0)).ToList();
            placed.Sort((a, b) => descending ? b.Place.Against(a.Place) : a.Place.Against(b.Place));
            var rows = placed.Take(query.Limit + 1).Select(run => run.Row).ToList();
            return RunPager.Page(query, [(rows, rows.Count > query.Limit ? RunPosition.Of(rows[^1], query.Order) : null)]);
        }
    }

    /// <inheritdoc/>
    public RunCounts Count(RunQuery query)
    {
        lock (gate)
        {
            var found = runs.Values.Where(run => Matches(run, query)).GroupBy(run => run.Status);
            return new RunCounts(found.ToDictionary(group => group.Key, group => group.LongCount()));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool Matches(RunRow run, RunQuery query) =>
        run.Id.StartsWith('@') == query.Entities
        && (query.UpdatedFrom is null || run.UpdatedAt >= query.UpdatedFrom)
        && (query.UpdatedTo is null || run.UpdatedAt <= query.UpdatedTo)
        && (query.IdPrefix is null || run.Id.StartsWith(query.IdPrefix, StringComparison.Ordinal))
        && (query.Name is null || string.Equals(run.Name, query.Name, StringComparison.OrdinalIgnoreCase))
        && (query.CreatedFrom is null || run.CreatedAt >= query.CreatedFrom)
        && (query.CreatedTo is null || run.CreatedAt <= query.CreatedTo)
        && (query.ParentId is null || run.ParentId == query.ParentId)
        && (query.Tags is null || query.Tags.All(tag => run.Tags?.GetValueOrDefault(tag.Key) == tag.Value))
        && (query.CustomStatusContains is null || (run.CustomStatus?.Contains(query.CustomStatusContains, StringComparison.Ordinal) ?? false))
        && (query.Statuses is null or { Count: 0 } || query.Statuses.Contains(run.Status));

    private bool Apply(HubCommit commit)
    {
        var replaced = commit.ReplacesRun == 0 ? null : runs.Values.FirstOrDefault(run => run.Number == commit.ReplacesRun);
        if (commit is { IsNew: true, Run: { } added } && runs.TryGetValue(added.Id, out var present) && present != replaced)
            return false;
        RequireSound(commit);
        if (replaced is not null)
            Remove(replaced);
        if (commit.Run is { } row)
            Store(commit, row);
        if (commit.Heartbeat is { } beat)
            heartbeats[(beat.RunNumber, beat.TaskId)] = beat.Progress;
        foreach (var message in commit.Sent)
            messages.Add(message.Number, message);
        foreach (var number in commit.Consumed)
            messages.Remove(number);
        return true;
    }

    /// <summary>What contradicts the stored data is refused before anything is changed.</summary>
    private void RequireSound(HubCommit commit)
    {
        if (commit.Sent.FirstOrDefault(message => messages.ContainsKey(message.Number)) is { } twice)
            throw new InvalidOperationException($"There is a message with the number {twice.Number} already.");
        if (commit is not { Run: { } row, Chunk: not null })
            return;
        var turns = commit.DropsHistory || !histories.TryGetValue(row.Number, out var history) ? 0 : Math.Min(history.Count, commit.Edit?.Kept ?? int.MaxValue);
        if (turns + commit.Prefix.Count != commit.ChunkIndex)
            throw new InvalidOperationException($"Turn {commit.ChunkIndex} of run '{row.Id}' does not follow turn {turns - 1}.");
    }

    private void Store(HubCommit commit, RunRow row)
    {
        if (commit.Purges)
        {
            Remove(row);
            return;
        }

        if (commit.DropsHeartbeats)
            DropHeartbeats(row);
        if (commit.RowChanged)
            runs[row.Id] = row;
        if (commit.DropsHistory)
            histories.Remove(row.Number);
        if (commit.Edit is { } edit && histories.TryGetValue(row.Number, out var edited))
            Apply(edit, edited);
        if (!histories.TryGetValue(row.Number, out var history))
            histories[row.Number] = history = [];
        history.AddRange(commit.Prefix);
        if (commit.Chunk is { } chunk)
            history.Add(chunk);
    }

    private static void Apply(HistoryEdit edit, List<byte[]> history)
    {
        history.RemoveRange(edit.Kept, history.Count - edit.Kept);
        foreach (var turn in edit.Rewritten)
            history[turn.Index] = turn.Chunk;
    }

    private void Remove(RunRow row)
    {
        runs.Remove(row.Id);
        histories.Remove(row.Number);
        DropHeartbeats(row);
    }

    private void DropHeartbeats(RunRow row)
    {
        foreach (var key in heartbeats.Keys.Where(key => key.Run == row.Number).ToList())
            heartbeats.Remove(key);
    }
}
