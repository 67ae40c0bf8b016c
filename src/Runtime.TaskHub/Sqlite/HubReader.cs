using System.Text.Json;
using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.TaskHub.Sqlite;

/// <summary>A read-only connection with its statements. It is used by one thread at a time; a hub keeps a few.</summary>
internal sealed class HubReader(SqliteDatabase database) : IDisposable
{
    private const int HistoryPageBytes = 1 << 20;       // a history of any length passes through a buffer of this size

    private const int MessagePage = 1_000;

    private const string Columns = "number, id, name, version, execution, status, created_at, updated_at, wake_at, custom_status, parent_id, tags";

    private readonly SqliteStatement find = database.Prepare($"SELECT {Columns} FROM instances WHERE id = ?");
    private readonly SqliteStatement history = database.Prepare("SELECT position, chunk FROM history WHERE position BETWEEN ? AND ? ORDER BY position");
    private readonly SqliteStatement last = database.Prepare("SELECT chunk FROM history WHERE position BETWEEN ? AND ? ORDER BY position DESC LIMIT 1");
    private readonly SqliteStatement heartbeat = database.Prepare("SELECT progress FROM heartbeats WHERE run = ? AND task = ?");
    private readonly SqliteStatement messages = database.Prepare("SELECT number, target, execution, event FROM messages WHERE number > ? AND number <= ? ORDER BY number LIMIT ?");

    private readonly SqliteStatement wakes = database.Prepare("""
        SELECT wake_at, number, id FROM instances WHERE wake_at IS NOT NULL AND (wake_at, number) > (?, ?) ORDER BY wake_at, number LIMIT ?
        """);

    public RunRow? Find(string id)
    {
        var row = find.Bind(0, id).Step() ? ReadRow(find) : null;
        find.Reset();
        return row;
    }

    /// <summary>Reads turns from a position on, until about <see cref="HistoryPageBytes"/> are read.</summary>
    /// <returns>The chunks, and where the next page begins; null at the end.</returns>
    public (List<byte[]> Chunks, long? Next) ReadHistory(long number, long from)
    {
        var chunks = new List<byte[]>();
        var bytes = 0;
        history.Bind(0, Math.Max(from, number << HubSchema.TurnBits)).Bind(1, ((number + 1) << HubSchema.TurnBits) - 1);
        while (history.Step())
        {
            var chunk = history.Blob(1);
            chunks.Add(chunk);
            bytes += chunk.Length;
            if (bytes < HistoryPageBytes)
                continue;
            var next = history.Int64(0) + 1;
            history.Reset();
            return (chunks, next);
        }

        return (chunks, null);
    }

    public (byte[] First, byte[] Last)? ReadEnds(long number)
    {
        var (from, to) = (number << HubSchema.TurnBits, ((number + 1) << HubSchema.TurnBits) - 1);
        var first = history.Bind(0, from).Bind(1, to).Step() ? history.Blob(1) : null;
        history.Reset();
        var end = last.Bind(0, from).Bind(1, to).Step() ? last.Blob(0) : null;
        last.Reset();
        return first is null || end is null ? null : (first, end);
    }

    public string? ReadHeartbeat(long number, int taskId)
    {
        var progress = heartbeat.Bind(0, number).Bind(1, taskId).Step() ? heartbeat.NullableText(0) : null;
        heartbeat.Reset();
        return progress;
    }

    /// <summary>The next messages behind a number, up to another.</summary>
    public List<Message> ReadMessages(long after, long last)
    {
        var found = new List<Message>();
        messages.Bind(0, after).Bind(1, last).Bind(2, MessagePage);
        while (messages.Step())
            found.Add(new Message(messages.Int64(0), messages.Text(1), messages.Int64(2), HistoryCodec.DecodeEvent(messages.Blob(3))));
        return found;
    }

    /// <summary>Number of the last message; 0 when there is none.</summary>
    public long LastMessage() => database.ReadInt64("SELECT max(number) FROM messages");

    public List<Wake> ReadWakes(Wake? after, int limit)
    {
        var found = new List<Wake>();
        wakes.Bind(0, after?.At ?? -1).Bind(1, after?.Number ?? 0).Bind(2, limit);
        while (wakes.Step())
            found.Add(new Wake(wakes.Int64(0), wakes.Int64(1), wakes.Text(2)));
        return found;
    }

    public RunPage Query(RunQuery query) =>
        RunPager.Page(query, [.. RunSearch.Of(query).Select(search => search.Read(database, Columns, ReadRow))]);

    public RunCounts Count(RunQuery query)
    {
        var counts = new Dictionary<OrchestrationRuntimeStatus, long>();
        if (query == new RunQuery { Position = query.Position, Limit = query.Limit, NewestFirst = query.NewestFirst })
            CountAll(counts);
        else
        {
            foreach (var search in RunSearch.Of(query))
                search.Count(database, counts);
        }

        return new RunCounts(counts);
    }

    public void Dispose()
    {
        foreach (var statement in new[] { find, history, last, messages, wakes, heartbeat })
            statement.Dispose();
        database.Dispose();
    }

    /// <summary>All runs: the index of statuses knows them, and the index of ids knows the entities, which are not to be counted.</summary>
    private void CountAll(Dictionary<OrchestrationRuntimeStatus, long> counts)
    {
        Add("SELECT status, count(*) FROM instances GROUP BY status");
        Add("SELECT status, -count(*) FROM instances WHERE id >= '@' AND id < 'A' GROUP BY status");
        foreach (var (status, _) in counts.Where(count => count.Value == 0).ToList())
            counts.Remove(status);

        void Add(string sql)
        {
            using var statement = database.Prepare(sql);
            while (statement.Step())
            {
                var status = (OrchestrationRuntimeStatus)statement.Int64(0);
                counts[status] = counts.GetValueOrDefault(status) + statement.Int64(1);
            }
        }
    }

    private static RunRow ReadRow(SqliteStatement from) => new(from.Int64(0), from.Text(1), from.Text(2), from.Text(3))
    {
        Execution = from.Int64(4),
        Status = (OrchestrationRuntimeStatus)from.Int64(5),
        CreatedAt = new DateTime(from.Int64(6), DateTimeKind.Utc),
        UpdatedAt = new DateTime(from.Int64(7), DateTimeKind.Utc),
        WakeAt = from.NullableInt64(8),
        CustomStatus = from.NullableText(9),
        ParentId = from.NullableText(10),
        Tags = from.NullableText(11) is { } tags ? JsonSerializer.Deserialize<Dictionary<string, string>>(tags) : null,
    };
}
