using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Storage.Tests.Support;
using Workflows.Storage.Embedded;
using Workflows.Testing;

namespace Runtime.Storage.Tests.Embedded;

/// <summary>The embedded queue is never polled: with a clock that stands still, only what happens ends a wait.</summary>
public sealed class WakeTests
{
    private static readonly QueuePolling Unused = new(TimeSpan.FromSeconds(1));

    [Fact]
    public async Task Wait_OnAnEmptyQueue_EndsWithASend()
    {
        using var folder = new TempFolder();
        await using var store = Open(folder, new ManualClock());
        var queue = store.Queue("work");
        await queue.CreateAsync();
        var wait = queue.WaitAsync(Unused);
        Assert.False(wait.IsCompleted);
        await queue.SendAsync(Texts.Bytes("x"));
        await wait.WaitAsync(Limit.Test);
        Assert.Single(await queue.ReceiveAsync(1, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Wait_ForAHiddenMessage_EndsWhenItIsVisible()
    {
        using var folder = new TempFolder();
        var clock = new ManualClock();
        await using var store = Open(folder, clock);
        var queue = store.Queue("work");
        await queue.CreateAsync();
        await queue.SendAsync(Texts.Bytes("x"), new SendOptions { VisibilityDelay = TimeSpan.FromMinutes(10) });
        var wait = queue.WaitAsync(Unused);
        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.False(wait.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        await wait.WaitAsync(Limit.Test);
        Assert.Single(await queue.ReceiveAsync(1, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Wait_ForAQueueThatIsNotThere_EndsOnceItHasAMessage()
    {
        using var folder = new TempFolder();
        await using var store = Open(folder, new ManualClock());
        var queue = store.Queue("later");
        var wait = queue.WaitAsync(Unused);
        Assert.False(wait.IsCompleted);
        await queue.CreateAsync();
        await queue.SendAsync(Texts.Bytes("x"));
        await wait.WaitAsync(Limit.Test);
    }

    [Fact]
    public async Task Message_PastItsLife_IsGone()
    {
        using var folder = new TempFolder();
        var clock = new ManualClock();
        await using var store = Open(folder, clock);
        var queue = store.Queue("work");
        await queue.CreateAsync();
        await queue.SendAsync(Texts.Bytes("x"), new SendOptions { TimeToLive = TimeSpan.FromMinutes(1) });
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(await queue.ReceiveAsync(1, TimeSpan.FromSeconds(30)));
        Assert.Equal(new QueueCount(0, IsExact: true), await queue.CountAsync());
    }

    [Fact]
    public void Polling_ThatFindsNothing_WaitsLongerUpToItsBound()
    {
        var polling = new QueuePolling(TimeSpan.FromSeconds(1));
        var waits = Enumerable.Range(0, 6).Select(_ => polling.Next().TotalMilliseconds).ToList();
        foreach (var (wait, most) in waits.Zip([100.0, 200, 400, 800, 1_000, 1_000]))
            Assert.InRange(wait, most * 0.75, most);
        polling.Found();
        Assert.InRange(polling.Next().TotalMilliseconds, 75, 100);
    }

    private static EmbeddedStore Open(TempFolder folder, TimeProvider clock) => EmbeddedStore.Open(folder.Path, clock, NullLogger.Instance);
}
