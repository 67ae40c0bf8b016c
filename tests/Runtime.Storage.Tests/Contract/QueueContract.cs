using Runtime.Storage.Tests.Support;

namespace Runtime.Storage.Tests.Contract;

/// <summary>What every queue promises. Azurite keeps whole seconds, so times are compared with that in mind.</summary>
public abstract class QueueContract
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    protected abstract IStorageAccount Account { get; }

    [Fact]
    public async Task Create_Twice_SaysWhatWasThere()
    {
        var queue = Account.Queue(NewName());
        Assert.False(await queue.ExistsAsync());
        Assert.True(await queue.CreateAsync());
        Assert.False(await queue.CreateAsync());
        Assert.True(await queue.ExistsAsync());
        var names = new List<string>();
        await foreach (var name in Account.ListQueuesAsync())
            names.Add(name);
        Assert.Contains(queue.Name, names);
        Assert.True(await queue.DeleteQueueAsync());
        Assert.False(await queue.DeleteQueueAsync());
    }

    [Fact]
    public async Task EveryCall_WithoutTheQueue_SaysNotFound()
    {
        var queue = Account.Queue(NewName());
        foreach (var call in new Func<Task>[]
        {
            () => queue.SendAsync(Texts.Bytes("x")), () => queue.ReceiveAsync(1, Minute), () => queue.PeekAsync(1),
            () => queue.CountAsync(), () => queue.ClearAsync(),
        })
        {
            var error = await Assert.ThrowsAsync<StorageException>(call);
            Assert.Equal(StorageProblem.NotFound, error.Problem);
            Assert.Contains(queue.Name, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("plain text")]
    [InlineData("")]
    [InlineData("{\"a\": [1, \"<&>\\\"'\"]}")]
    [InlineData("grüße, 漢字, 😀 and a tab\tin it")]
    [InlineData("two\nlines")]
    public async Task Send_ThenReceive_GivesTheSameBody(string text)
    {
        var queue = await NewQueueAsync();
        var before = DateTimeOffset.UtcNow;
        var sent = await queue.SendAsync(Texts.Bytes(text));
        var message = Assert.Single(await queue.ReceiveAsync(32, Minute));
        Assert.Equal(text, Texts.Text(message));
        Assert.Equal(sent.Id, message.Id);
        Assert.Equal(1, message.DequeueCount);
        Assert.InRange(message.InsertedAt, before.AddSeconds(-2), DateTimeOffset.UtcNow.AddSeconds(2));
        Assert.Equal(message.InsertedAt + SendOptions.DefaultTimeToLive, message.ExpiresAt, TimeSpan.FromSeconds(2));
        Assert.NotNull(message.NextVisibleAt);
        Assert.NotEqual(sent.PopReceipt, message.PopReceipt);
        Assert.Empty(await queue.ReceiveAsync(32, Minute));
    }

    [Fact]
    public async Task Send_ABodyOf64KiB_IsAcceptedAndOneByteMoreIsRefused()
    {
        var queue = await NewQueueAsync();
        await queue.SendAsync(new byte[QueueBody.BytesMax].Select(_ => (byte)'x').ToArray());
        Assert.Equal(QueueBody.BytesMax, Assert.Single(await queue.ReceiveAsync(1, Minute)).Body.Length);
        await Assert.ThrowsAsync<ArgumentException>(() => queue.SendAsync(new byte[QueueBody.BytesMax + 1].Select(_ => (byte)'x').ToArray()));
    }

    [Fact]
    public async Task Send_BytesThatAreNoText_AreRefusedAndGoThroughBase64()
    {
        var queue = await NewQueueAsync();
        byte[] bytes = [0, 1, 0xFF, 0xFE, 13, 10];
        await Assert.ThrowsAsync<ArgumentException>(() => queue.SendAsync(bytes));
        await queue.SendAsync(QueueBody.Encode(bytes, QueueEncoding.Base64));
        var message = Assert.Single(await queue.ReceiveAsync(1, Minute));
        Assert.True(QueueBody.TryDecode(message.Body, QueueEncoding.Base64, out var back));
        Assert.Equal(bytes, back);
    }

    [Fact]
    public async Task Send_WithADelay_HidesTheMessage()
    {
        var queue = await NewQueueAsync();
        var sent = await queue.SendAsync(Texts.Bytes("later"), new SendOptions { VisibilityDelay = TimeSpan.FromHours(1) });
        Assert.Empty(await queue.ReceiveAsync(1, Minute));
        Assert.Empty(await queue.PeekAsync(1));
        Assert.Equal(1, (await queue.CountAsync()).Messages);
        await queue.RenewAsync(sent.Id, sent.PopReceipt!, TimeSpan.Zero);
        Assert.Equal("later", Texts.Text(Assert.Single(await queue.ReceiveAsync(1, Minute))));
    }

    [Fact]
    public async Task Send_WithALife_SaysWhenItEnds()
    {
        var queue = await NewQueueAsync();
        var brief = await queue.SendAsync(Texts.Bytes("a"), new SendOptions { TimeToLive = TimeSpan.FromHours(2) });
        Assert.InRange(brief.ExpiresAt - brief.InsertedAt, TimeSpan.FromHours(2) - TimeSpan.FromSeconds(2), TimeSpan.FromHours(2) + TimeSpan.FromSeconds(2));
        var forever = await queue.SendAsync(Texts.Bytes("b"), new SendOptions { TimeToLive = Timeout.InfiniteTimeSpan });
        Assert.True(forever.ExpiresAt > DateTimeOffset.UtcNow.AddYears(50));
    }

    [Fact]
    public async Task Receive_MoreThanThereAre_GivesAllOnce()
    {
        var queue = await NewQueueAsync();
        for (var i = 0; i < 40; i++)
            await queue.SendAsync(Texts.Bytes($"m{i}"));
        var first = await queue.ReceiveAsync(32, Minute);
        var rest = await queue.ReceiveAsync(32, Minute);
        Assert.Equal(32, first.Count);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"m{i}").Order(), first.Concat(rest).Select(Texts.Text).Order());
        Assert.Empty(await queue.ReceiveAsync(1, Minute));
        Assert.Equal(40, (await queue.CountAsync()).Messages);
    }

    [Fact]
    public async Task Renew_WithTheReceipt_VoidsItAndHidesAnew()
    {
        var queue = await NewQueueAsync();
        await queue.SendAsync(Texts.Bytes("old"));
        var message = Assert.Single(await queue.ReceiveAsync(1, Minute));
        var lease = await queue.RenewAsync(message.Id, message.PopReceipt!, TimeSpan.FromMinutes(5), Texts.Bytes("new"));
        Assert.True(lease.NextVisibleAt > message.NextVisibleAt);
        await LostAsync(() => queue.RenewAsync(message.Id, message.PopReceipt!, Minute));
        await LostAsync(() => queue.DeleteAsync(message.Id, message.PopReceipt!));
        await queue.RenewAsync(message.Id, lease.PopReceipt, TimeSpan.Zero);
        var again = Assert.Single(await queue.ReceiveAsync(1, Minute));
        Assert.Equal("new", Texts.Text(again));
        Assert.Equal(2, again.DequeueCount);
    }

    [Fact]
    public async Task Delete_WithTheReceipt_RemovesTheMessage()
    {
        var queue = await NewQueueAsync();
        await queue.SendAsync(Texts.Bytes("x"));
        var message = Assert.Single(await queue.ReceiveAsync(1, Minute));
        await queue.DeleteAsync(message.Id, message.PopReceipt!);
        Assert.Equal(0, (await queue.CountAsync()).Messages);
        var error = await Assert.ThrowsAsync<StorageException>(() => queue.DeleteAsync(message.Id, message.PopReceipt!));
        Assert.Equal(StorageProblem.NotFound, error.Problem);
    }

    [Fact]
    public async Task Delete_BySomebodyWhoseReceiptIsVoid_ChangesNothing()
    {
        var queue = await NewQueueAsync();
        await queue.SendAsync(Texts.Bytes("x"));
        var first = Assert.Single(await queue.ReceiveAsync(1, Minute));
        await queue.RenewAsync(first.Id, first.PopReceipt!, TimeSpan.Zero);
        var second = Assert.Single(await queue.ReceiveAsync(1, Minute));
        await LostAsync(() => queue.DeleteAsync(first.Id, first.PopReceipt!));
        await queue.DeleteAsync(second.Id, second.PopReceipt!);
    }

    [Fact]
    public async Task Peek_VisibleMessages_TakesNone()
    {
        var queue = await NewQueueAsync();
        await queue.SendAsync(Texts.Bytes("x"));
        var seen = Assert.Single(await queue.PeekAsync(5));
        Assert.Equal("x", Texts.Text(seen));
        Assert.Null(seen.PopReceipt);
        Assert.Equal(0, seen.DequeueCount);
        Assert.Single(await queue.ReceiveAsync(1, Minute));
        Assert.Empty(await queue.PeekAsync(5));
    }

    [Fact]
    public async Task Clear_AQueue_RemovesHiddenMessagesToo()
    {
        var queue = await NewQueueAsync();
        await queue.SendAsync(Texts.Bytes("x"));
        await queue.ReceiveAsync(1, Minute);
        await queue.SendAsync(Texts.Bytes("y"));
        await queue.ClearAsync();
        Assert.Equal(0, (await queue.CountAsync()).Messages);
        Assert.Empty(await queue.PeekAsync(32));
    }

    [Fact]
    public async Task Wait_AfterASend_EndsAndTheMessageIsThere()
    {
        var queue = await NewQueueAsync();
        await queue.SendAsync(Texts.Bytes("x"));
        var polling = new QueuePolling(TimeSpan.FromSeconds(1));
        await queue.WaitAsync(polling).WaitAsync(Limit.Test);
        Assert.Single(await queue.ReceiveAsync(1, Minute));
    }

    [Fact]
    public async Task Wait_Cancelled_Ends()
    {
        var queue = await NewQueueAsync();
        using var stop = new CancellationTokenSource();
        var wait = queue.WaitAsync(new QueuePolling(TimeSpan.FromHours(1)), stop.Token);
        await stop.CancelAsync();
        var ended = await Record.ExceptionAsync(() => wait.WaitAsync(Limit.Test));
        Assert.True(ended is null or OperationCanceledException);      // polling for the first time may be over already
    }

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    public async Task Receive_ABatchOutOfRange_IsRefused(int max)
    {
        var queue = await NewQueueAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => queue.ReceiveAsync(max, Minute));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => queue.PeekAsync(max));
    }

    [Fact]
    public async Task Times_OutOfRange_AreRefused()
    {
        var queue = await NewQueueAsync();
        var tooLong = TimeSpan.FromDays(8);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => queue.ReceiveAsync(1, TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => queue.ReceiveAsync(1, tooLong));
        foreach (var options in new SendOptions[]
        {
            new() { VisibilityDelay = tooLong, TimeToLive = tooLong * 2 }, new() { TimeToLive = TimeSpan.Zero },
            new() { VisibilityDelay = Minute, TimeToLive = Minute },
        })
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => queue.SendAsync(Texts.Bytes("x"), options));
        }
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("Upper")]
    [InlineData("a--b")]
    [InlineData("-ab")]
    [InlineData("../x")]
    [InlineData("a/b")]
    public void Queue_ANameThatIsNone_IsRefused(string name) => Assert.Throws<ArgumentException>(() => Account.Queue(name));

    protected static string NewName() => "q-" + Guid.NewGuid().ToString("N");

    protected async Task<IStorageQueue> NewQueueAsync()
    {
        var queue = Account.Queue(NewName());
        await queue.CreateAsync();
        return queue;
    }

    /// <summary>Azurite answers a void receipt in one of two ways, as the service does.</summary>
    private static async Task LostAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<StorageException>(call);
        Assert.Contains(error.Problem, new[] { StorageProblem.ReceiptLost, StorageProblem.NotFound });
    }
}
