using System.Globalization;
using Runtime.Storage.Tests.Support;
using Workflows.Testing;

namespace Runtime.Storage.Tests.Embedded;

/// <summary>A queue as a list. It makes each call on the real queue too, and compares.</summary>
internal sealed class QueueModel(ManualClock clock)
{
    private readonly List<Entry> entries = [];
    private readonly List<(string Id, string Receipt)> receipts = [];
    private int sent;

    public long Count => entries.Count(entry => entry.ExpiresAt > Now);

    private DateTimeOffset Now => clock.GetUtcNow();

    public Task DoAsync(IStorageQueue queue, QueueCall call) => call.Kind switch
    {
        QueueCallKind.Send => SendAsync(queue, call),
        QueueCallKind.Receive => ReceiveAsync(queue, (call.Number % 8) + 1, TimeSpan.FromSeconds(call.Seconds)),
        QueueCallKind.Renew => WithReceiptAsync(call, key => RenewAsync(queue, key, TimeSpan.FromSeconds(call.Seconds - 1))),
        QueueCallKind.Delete => WithReceiptAsync(call, key => DeleteAsync(queue, key)),
        QueueCallKind.Peek => PeekAsync(queue),
        _ => AdvanceAsync(call),
    };

    private async Task SendAsync(IStorageQueue queue, QueueCall call)
    {
        var body = (sent++).ToString(CultureInfo.InvariantCulture);
        var life = TimeSpan.FromSeconds(call.Seconds + 5);
        var delay = TimeSpan.FromSeconds(call.Number % 4);
        var message = await queue.SendAsync(Texts.Bytes(body), new SendOptions { TimeToLive = life, VisibilityDelay = delay });
        entries.Add(new Entry(message.Id, body) { VisibleAt = Now + delay, ExpiresAt = Now + life, Receipt = message.PopReceipt! });
        receipts.Add((message.Id, message.PopReceipt!));
    }

    private async Task ReceiveAsync(IStorageQueue queue, int max, TimeSpan visibility)
    {
        var expected = Visible().Take(max).ToList();
        var messages = await queue.ReceiveAsync(max, visibility);
        Assert.Equal(
            expected.Select(entry => (entry.Id, entry.Body, entry.Dequeues + 1)),
            messages.Select(message => (message.Id, Texts.Text(message), message.DequeueCount)));
        foreach (var (entry, message) in expected.Zip(messages))
        {
            entry.Dequeues++;
            Hide(entry, visibility, message.PopReceipt!);
        }
    }

    private async Task RenewAsync(IStorageQueue queue, (string Id, string Receipt) key, TimeSpan visibility)
    {
        if (await ExpectAsync(key, () => queue.RenewAsync(key.Id, key.Receipt, visibility)) is { } lease)
            Hide(Find(key.Id)!, visibility, lease.PopReceipt);
    }

    private async Task DeleteAsync(IStorageQueue queue, (string Id, string Receipt) key)
    {
        if (await ExpectAsync<bool>(key, async () => { await queue.DeleteAsync(key.Id, key.Receipt); return true; }) is not null)
            entries.Remove(Find(key.Id)!);
    }

    private async Task PeekAsync(IStorageQueue queue) =>
        Assert.Equal(Visible().Take(32).Select(entry => entry.Id), (await queue.PeekAsync(32)).Select(message => message.Id));

    private Task AdvanceAsync(QueueCall call)
    {
        clock.Advance(TimeSpan.FromSeconds(call.Seconds));
        return Task.CompletedTask;
    }

    private Task WithReceiptAsync(QueueCall call, Func<(string Id, string Receipt), Task> use) =>
        receipts.Count == 0 ? Task.CompletedTask : use(receipts[call.Number % receipts.Count]);

    /// <summary>Makes a call that must be refused when the receipt is void or the message gone.</summary>
    private async Task<T?> ExpectAsync<T>((string Id, string Receipt) key, Func<Task<T>> call)
        where T : struct
    {
        StorageProblem? expected = Find(key.Id) is not { } entry ? StorageProblem.NotFound : entry.Receipt != key.Receipt ? StorageProblem.ReceiptLost : null;
        if (expected is null)
            return await call();
        Assert.Equal(expected, (await Assert.ThrowsAsync<StorageException>(call)).Problem);
        return null;
    }

    private IEnumerable<Entry> Visible() => entries
        .Where(entry => entry.VisibleAt <= Now && entry.ExpiresAt > Now).OrderBy(entry => entry.VisibleAt).ThenBy(entry => entry.ExpiresAt);

    private Entry? Find(string id) => entries.Find(entry => entry.Id == id && entry.ExpiresAt > Now);

    private void Hide(Entry entry, TimeSpan visibility, string receipt)
    {
        entry.VisibleAt = Now + visibility;
        entry.Receipt = receipt;
        receipts.Add((entry.Id, receipt));
    }

    private sealed record Entry(string Id, string Body)
    {
        public DateTimeOffset VisibleAt { get; set; }

        public DateTimeOffset ExpiresAt { get; init; }

        public long Dequeues { get; set; }

        public string Receipt { get; set; } = "";
    }
}
