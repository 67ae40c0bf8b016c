using System.Text;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.TaskHub.Sqlite;

/// <summary>A read-only connection with its statements. It is used by one thread at a time; a hub keeps a few.</summary>
internal sealed class HubReader(SqliteDatabase database) : IDisposable
{
    private const string LastCharacter = "\U0010FFFF";      // sorts behind every other in UTF-8

    private const int HistoryPageBytes = 1 << 20;       // a history of any length passes through a buffer of this size

    private const string Columns = "number, id, name, version, execution, status, created_at, updated_at, wake_at, custom_status, parent_id, tags";

    private readonly SqliteStatement find = database.Prepare($"SELECT {Columns} FROM instances WHERE id = ?");
    private readonly SqliteStatement history = database.Prepare("SELECT position, chunk FROM history WHERE position BETWEEN ? AND ? ORDER BY position");
    private readonly SqliteStatement last = database.Prepare("SELECT chunk FROM history WHERE position BETWEEN ? AND ? ORDER BY position DESC LIMIT 1");
    private readonly SqliteStatement messages = database.Prepare("SELECT number, target, execution, event FROM messages ORDER BY number");
    private readonly SqliteStatement wakes = database.Prepare("SELECT wake_at, id FROM instances WHERE wake_at > ? ORDER BY wake_at LIMIT ?");
    private readonly SqliteStatement wakesAt = database.Prepare("SELECT wake_at, id FROM instances WHERE wake_at = ?");

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

    public List<Message> ReadMessages()
    {
        var found = new List<Message>();
        while (messages.Step())
            found.Add(new Message(messages.Int64(0), messages.Text(1), messages.Int64(2), HistoryCodec.DecodeEvent(messages.Blob(3))));
        return found;
    }

    public List<Wake> ReadWakes(long after, int limit)
    {
        var found = new List<Wake>();
        wakes.Bind(0, after).Bind(1, limit);
        while (wakes.Step())
            found.Add(new Wake(wakes.Int64(0), wakes.Text(1)));
        if (found.Count < limit)
            return found;

        var tie = found[^1].At;
        found.RemoveAll(wake => wake.At == tie);
        wakesAt.Bind(0, tie);
        while (wakesAt.Step())
            found.Add(new Wake(tie, wakesAt.Text(1)));
        return found;
    }

    public RunPage Query(RunQuery query)
    {
        var sql = new StringBuilder($"SELECT {Columns} FROM instances WHERE ");
        var values = new List<object>();
        AppendConditions(query, sql, values);
        sql.Append($" ORDER BY number {(query.NewestFirst ? "DESC" : "ASC")} LIMIT {query.Limit + 1}");

        using var statement = database.Prepare(sql.ToString());
        for (var i = 0; i < values.Count; i++)
            _ = values[i] is long number ? statement.Bind(i, number) : statement.Bind(i, (string)values[i]);
        var rows = new List<RunRow>();
        while (statement.Step())
            rows.Add(ReadRow(statement));
        if (rows.Count <= query.Limit)
            return new RunPage(rows, null);
        rows.RemoveAt(query.Limit);
        return new RunPage(rows, rows[^1].Number);
    }

    public void Dispose()
    {
        foreach (var statement in new[] { find, history, last, messages, wakes, wakesAt })
            statement.Dispose();
        database.Dispose();
    }

    private static void AppendConditions(RunQuery query, StringBuilder sql, List<object> values)
    {
        void Add(string condition, params object[] bound)
        {
            sql.Append(values.Count == 0 ? condition : " AND " + condition);
            values.AddRange(bound);
        }

        if (query.NewestFirst)
            Add("number < ?", query.After == 0 ? long.MaxValue : query.After);
        else
            Add("number > ?", query.After);
        sql.Append(query.Entities ? " AND id >= '@' AND id < 'A'" : " AND (id < '@' OR id >= 'A')");
        if (query.IdPrefix is { Length: > 0 } prefix)
            Add("id >= ? AND id < ?", prefix, prefix + LastCharacter);
        if (query.Name is { } name)
            Add("name = ? COLLATE NOCASE", name);
        if (query.CreatedFrom is { } from)
            Add("created_at >= ?", from.Ticks);
        if (query.CreatedTo is { } to)
            Add("created_at <= ?", to.Ticks);
        if (query.UpdatedFrom is { } updatedFrom)
            Add("updated_at >= ?", updatedFrom.Ticks);
        if (query.UpdatedTo is { } updatedTo)
            Add("updated_at <= ?", updatedTo.Ticks);
        if (query.Statuses is { Count: > 0 } statuses)
            sql.Append($" AND status IN ({string.Join(',', statuses.Select(status => (int)status))})");
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
