using System.Globalization;

namespace Workflows.Storage.Embedded;

/// <summary>Changes of queues. Each method refuses with <see cref="StorageException"/> before it changes anything.</summary>
internal sealed class QueueStatements(SqliteDatabase database, Func<string, SqliteStatement> prepare)
{
    private const int PurgeMax = 1_000;         // expired messages removed at one time; the rest goes with the next

    private static readonly long PurgeEvery = TimeSpan.FromSeconds(10).Ticks;

    private readonly SqliteStatement find = prepare("SELECT number FROM queues WHERE name = ?");
    private readonly SqliteStatement create = prepare("INSERT OR IGNORE INTO queues (name) VALUES (?)");
    private readonly SqliteStatement drop = prepare("DELETE FROM queues WHERE number = ?");
    private readonly SqliteStatement clear = prepare("DELETE FROM messages WHERE queue = ?");
    private readonly SqliteStatement send = prepare("""
        INSERT INTO messages (queue, visible_at, expires_at, inserted_at, dequeues, receipt, body) VALUES (?, ?, ?, ?, 0, ?, ?) RETURNING number
        """);

    private readonly SqliteStatement visible = prepare("""
        SELECT number, body, dequeues, inserted_at, expires_at FROM messages
        WHERE queue = ? AND visible_at <= ? AND expires_at > ? ORDER BY visible_at, expires_at, number LIMIT ?
        """);

    private readonly SqliteStatement hide = prepare("UPDATE messages SET visible_at = ?, dequeues = dequeues + 1, receipt = ? WHERE number = ?");
    private readonly SqliteStatement held = prepare("SELECT receipt FROM messages WHERE number = ? AND queue = ? AND expires_at > ?");
    private readonly SqliteStatement renew = prepare("UPDATE messages SET visible_at = ?, receipt = ? WHERE number = ?");
    private readonly SqliteStatement replace = prepare("UPDATE messages SET body = ? WHERE number = ?");
    private readonly SqliteStatement delete = prepare("DELETE FROM messages WHERE number = ?");
    private readonly SqliteStatement purge = prepare("DELETE FROM messages WHERE number IN (SELECT number FROM messages WHERE expires_at <= ? LIMIT ?)");
    private long purgedAt;

    public bool Create(string name)
    {
        create.Bind(0, name).Run();
        return database.Changes > 0;
    }

    public bool Drop(string name)
    {
        if (Find(name) is not { } queue)
            return false;
        clear.Bind(0, queue).Run();
        drop.Bind(0, queue).Run();
        return true;
    }

    public bool Clear(string name)
    {
        clear.Bind(0, Require(name)).Run();
        return true;
    }

    public StorageMessage Send(string name, ReadOnlyMemory<byte> body, DateTime now, DateTime visibleAt, DateTime expiresAt)
    {
        var receipt = NewReceipt();
        send.Bind(0, Require(name)).Bind(1, visibleAt.Ticks).Bind(2, expiresAt.Ticks).Bind(3, now.Ticks).Bind(4, receipt).Bind(5, body.Span).Step();
        var number = send.Int64(0);
        send.Reset();
        return new StorageMessage(Id(number), body)
        {
            InsertedAt = Time(now.Ticks),
            ExpiresAt = Time(expiresAt.Ticks),
            NextVisibleAt = Time(visibleAt.Ticks),
            PopReceipt = Receipt(receipt),
        };
    }

    public IReadOnlyList<StorageMessage> Receive(string name, int max, DateTime now, DateTime hiddenUntil)
    {
        Purge(now);
        var found = new List<StorageMessage>();
        visible.Bind(0, Require(name)).Bind(1, now.Ticks).Bind(2, now.Ticks).Bind(3, max);
        while (visible.Step())
            found.Add(Read(visible));
        for (var i = 0; i < found.Count; i++)
        {
            var receipt = NewReceipt();
            hide.Bind(0, hiddenUntil.Ticks).Bind(1, receipt).Bind(2, Number(found[i].Id)).Run();
            found[i] = found[i] with { DequeueCount = found[i].DequeueCount + 1, NextVisibleAt = Time(hiddenUntil.Ticks), PopReceipt = Receipt(receipt) };
        }

        return found;
    }

    public MessageLease Renew(string name, MessageKey key, DateTime now, DateTime hiddenUntil, ReadOnlyMemory<byte>? body)
    {
        var number = Held(name, key, now);
        var receipt = NewReceipt();
        renew.Bind(0, hiddenUntil.Ticks).Bind(1, receipt).Bind(2, number).Run();
        if (body is { } bytes)
            replace.Bind(0, bytes.Span).Bind(1, number).Run();
        return new MessageLease(Receipt(receipt), Time(hiddenUntil.Ticks));
    }

    public bool Delete(string name, MessageKey key, DateTime now)
    {
        delete.Bind(0, Held(name, key, now)).Run();
        return true;
    }

    /// <summary>A message as <see cref="QueueReader"/> and this class select it: number, body, dequeues, inserted_at, expires_at.</summary>
    public static StorageMessage Read(SqliteStatement row) => new(Id(row.Int64(0)), row.Blob(1))
    {
        DequeueCount = row.Int64(2),
        InsertedAt = Time(row.Int64(3)),
        ExpiresAt = Time(row.Int64(4)),
    };

    private static DateTimeOffset Time(long ticks) => ticks == DateTime.MaxValue.Ticks ? DateTimeOffset.MaxValue : new DateTimeOffset(ticks, TimeSpan.Zero);

    private static string Id(long number) => number.ToString("x16", CultureInfo.InvariantCulture);

    private static long Number(string id) => long.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static string Receipt(long receipt) => receipt.ToString("x16", CultureInfo.InvariantCulture);

    private static long NewReceipt() => Random.Shared.NextInt64();

    private long Held(string name, MessageKey key, DateTime now)
    {
        var number = Number(key.Id);
        var receipt = held.Bind(0, number).Bind(1, Require(name)).Bind(2, now.Ticks).Step() ? held.Int64(0) : (long?)null;
        held.Reset();
        if (receipt is null)
            throw new StorageException(StorageProblem.NotFound, $"The queue '{name}' has no message {key.Id}: it was deleted, or has expired.");
        if (Receipt(receipt.Value) != key.PopReceipt)
            throw new StorageException(StorageProblem.ReceiptLost, $"The pop receipt of message {key.Id} in '{name}' is void: the message was received again or renewed.");
        return number;
    }

    private long? Find(string name)
    {
        long? number = find.Bind(0, name).Step() ? find.Int64(0) : null;
        find.Reset();
        return number;
    }

    private long Require(string name) => Find(name) ?? throw NoQueue(name);

    public static StorageException NoQueue(string name) => new(StorageProblem.NotFound, $"There is no queue '{name}'. Create it first.");

    private void Purge(DateTime now)
    {
        if (now.Ticks - purgedAt < PurgeEvery)
            return;
        purgedAt = now.Ticks;
        purge.Bind(0, now.Ticks).Bind(1, PurgeMax).Run();
    }
}
