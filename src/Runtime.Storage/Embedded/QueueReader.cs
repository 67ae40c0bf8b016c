namespace Workflows.Storage.Embedded;

/// <summary>Reads queues on a connection of its own.</summary>
internal sealed class QueueReader(SqliteDatabase database) : IDisposable
{
    private readonly SqliteStatement find = database.Prepare("SELECT number FROM queues WHERE name = ?");
    private readonly SqliteStatement names = database.Prepare("SELECT name FROM queues ORDER BY name");
    private readonly SqliteStatement count = database.Prepare("SELECT count(*) FROM messages WHERE queue = ? AND expires_at > ?");
    private readonly SqliteStatement next = database.Prepare("""
        SELECT visible_at FROM messages WHERE queue = ? AND expires_at > max(?, visible_at) ORDER BY visible_at LIMIT 1
        """);

    private readonly SqliteStatement visible = database.Prepare("""
        SELECT number, body, dequeues, inserted_at, expires_at FROM messages
        WHERE queue = ? AND visible_at <= ? AND expires_at > ? ORDER BY visible_at, expires_at, number LIMIT ?
        """);

    public long? Find(string name)
    {
        long? number = find.Bind(0, name).Step() ? find.Int64(0) : null;
        find.Reset();
        return number;
    }

    public List<string> Names()
    {
        var found = new List<string>();
        while (names.Step())
            found.Add(names.Text(0));
        return found;
    }

    public long Count(string name, DateTime now)
    {
        var queue = Find(name) ?? throw QueueStatements.NoQueue(name);
        count.Bind(0, queue).Bind(1, now.Ticks).Step();
        var found = count.Int64(0);
        count.Reset();
        return found;
    }

    public List<StorageMessage> Peek(string name, int max, DateTime now)
    {
        var found = new List<StorageMessage>();
        visible.Bind(0, Find(name) ?? throw QueueStatements.NoQueue(name)).Bind(1, now.Ticks).Bind(2, now.Ticks).Bind(3, max);
        while (visible.Step())
            found.Add(QueueStatements.Read(visible));
        return found;
    }

    /// <summary>When the next message is visible, in ticks: not later than now when one is already. Null: no message at all.</summary>
    public long? NextVisible(string name, DateTime now)
    {
        if (Find(name) is not { } queue)
            return null;
        long? ticks = next.Bind(0, queue).Bind(1, now.Ticks).Step() ? next.Int64(0) : null;
        next.Reset();
        return ticks;
    }

    public void Dispose()
    {
        foreach (var statement in new[] { find, names, count, next, visible })
            statement.Dispose();
    }
}
