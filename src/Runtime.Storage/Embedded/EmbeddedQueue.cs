namespace Workflows.Storage.Embedded;

/// <summary>A queue in the store's SQLite file.</summary>
internal sealed class EmbeddedQueue(EmbeddedStore store, string name, Pulse pulse) : IStorageQueue
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);       // timers take no more than 49 days; an extra wake-up a day costs nothing

    public string Name => name;

    private DateTime Now => store.Clock.GetUtcNow().UtcDateTime;

    public Task<bool> CreateAsync(CancellationToken cancellationToken = default) =>
        store.WriteAsync(to => to.Queues.Create(name), pulse.Fire, cancellationToken);

    public Task<bool> ExistsAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(store.Read(from => from.Queues.Find(name) is not null));

    public Task<bool> DeleteQueueAsync(CancellationToken cancellationToken = default) =>
        store.WriteAsync(to => to.Queues.Drop(name), pulse.Fire, cancellationToken);

    public async Task<StorageMessage> SendAsync(ReadOnlyMemory<byte> body, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        QueueBody.Check(body.Span);
        var (delay, life) = QueueRules.Check(options);
        var copy = body.ToArray();
        return await store.WriteAsync(Send, pulse.Fire, cancellationToken);

        StorageMessage Send(StoreStatements to)
        {
            var now = Now;
            return to.Queues.Send(name, copy, now, now + delay, life is { } span ? now + span : DateTime.MaxValue);
        }
    }

    public async Task<IReadOnlyList<StorageMessage>> ReceiveAsync(int max, TimeSpan visibility, CancellationToken cancellationToken = default)
    {
        QueueRules.CheckReceive(max, visibility);
        return await store.WriteAsync(Receive, stored: null, cancellationToken);

        IReadOnlyList<StorageMessage> Receive(StoreStatements to)
        {
            var now = Now;
            return to.Queues.Receive(name, max, now, now + visibility);
        }
    }

    public async Task<MessageLease> RenewAsync(
        string id, string popReceipt, TimeSpan visibility, ReadOnlyMemory<byte>? body = null, CancellationToken cancellationToken = default)
    {
        QueueRules.CheckRenew(visibility, body);
        var key = new MessageKey(id, popReceipt);
        var copy = body is { } bytes ? new ReadOnlyMemory<byte>(bytes.ToArray()) : (ReadOnlyMemory<byte>?)null;
        return await store.WriteAsync(Renew, pulse.Fire, cancellationToken);

        MessageLease Renew(StoreStatements to)
        {
            var now = Now;
            return to.Queues.Renew(name, key, now, now + visibility, copy);
        }
    }

    public Task DeleteAsync(string id, string popReceipt, CancellationToken cancellationToken = default) =>
        store.WriteAsync(to => to.Queues.Delete(name, new MessageKey(id, popReceipt), Now), stored: null, cancellationToken);

    public Task<IReadOnlyList<StorageMessage>> PeekAsync(int max, CancellationToken cancellationToken = default)
    {
        QueueRules.CheckCount(max);
        return Task.FromResult<IReadOnlyList<StorageMessage>>(store.Read(from => from.Queues.Peek(name, max, Now)));
    }

    public Task<QueueCount> CountAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new QueueCount(store.Read(from => from.Queues.Count(name, Now)), IsExact: true));

    public Task ClearAsync(CancellationToken cancellationToken = default) => store.WriteAsync(to => to.Queues.Clear(name), stored: null, cancellationToken);

    public async Task WaitAsync(QueuePolling polling, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var sent = pulse.Next;              // taken before the look, so that nothing is missed in between
        var now = Now;
        var next = store.Read(from => from.Queues.NextVisible(name, now));
        if (next <= now.Ticks)
            return;
        if (next is null)
        {
            await sent.WaitAsync(cancellationToken);
            return;
        }

        var sleep = TimeSpan.FromTicks(next.Value - now.Ticks);
        await store.WaitAsync(sent, sleep < LongestSleep ? sleep : LongestSleep, cancellationToken);
    }
}
