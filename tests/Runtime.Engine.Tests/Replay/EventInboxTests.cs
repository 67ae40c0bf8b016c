using System.Text.Json;
using Microsoft.DurableTask.Converters;
using Runtime.Engine.History;
using Runtime.Engine.Replay;

namespace Runtime.Engine.Tests.Replay;

public sealed class EventInboxTests
{
    private readonly EventInbox inbox = new(JsonDataConverter.Default);

    [Fact]
    public async Task Receive_NameInAnotherCase_Matches()
    {
        var waiter = inbox.WaitAsync<int>("Approval", CancellationToken.None);
        inbox.Receive(new EventReceived("APPROVAL", "7"));
        Assert.Equal(7, await waiter);
    }

    [Fact]
    public async Task Wait_NameInAnotherCase_GetsTheKeptEvent()
    {
        inbox.Receive(new EventReceived("approval", "7"));
        Assert.Equal(7, await inbox.WaitAsync<int>("Approval", CancellationToken.None));
    }

    [Fact]
    public async Task Receive_SeveralWaiters_GoesToTheNewest()
    {
        var first = inbox.WaitAsync<int>("e", CancellationToken.None);
        var second = inbox.WaitAsync<int>("e", CancellationToken.None);
        var third = inbox.WaitAsync<int>("e", CancellationToken.None);
        foreach (var input in new[] { "1", "2", "3" })
            inbox.Receive(new EventReceived("e", input));
        int[] got = await Task.WhenAll(first, second, third);
        Assert.Equal([3, 2, 1], got);
    }

    [Fact]
    public async Task Wait_SeveralKeptEvents_GetsTheOldestOfItsName()
    {
        inbox.Receive(new EventReceived("other", "0"));
        foreach (var input in new[] { "1", "2", "3" })
            inbox.Receive(new EventReceived("e", input));
        var got = new List<int>();
        for (var i = 0; i < 3; i++)
            got.Add(await inbox.WaitAsync<int>("e", CancellationToken.None));
        Assert.Equal([1, 2, 3], got);
        Assert.Equal("other", Assert.Single(inbox.Kept).Name);
    }

    [Fact]
    public void Wait_AnotherTypeForTheSameName_Throws()
    {
        _ = inbox.WaitAsync<int>("e", CancellationToken.None);
        var error = Assert.Throws<ArgumentException>(() => { _ = inbox.WaitAsync<string>("E", CancellationToken.None); });
        Assert.Contains("same type argument", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_AnotherTypeAfterTheFirstWasServed_IsFine()
    {
        var first = inbox.WaitAsync<int>("e", CancellationToken.None);
        inbox.Receive(new EventReceived("e", "1"));
        var second = inbox.WaitAsync<string>("e", CancellationToken.None);
        inbox.Receive(new EventReceived("e", "\"two\""));
        Assert.Equal((1, "two"), (await first, await second));
    }

    [Fact]
    public async Task Receive_CancelledWaiter_GoesToTheNextOrIsKept()
    {
        using var stop = new CancellationTokenSource();
        var patient = inbox.WaitAsync<int>("e", CancellationToken.None);
        var cancelled = inbox.WaitAsync<int>("e", stop.Token);
        await stop.CancelAsync();

        inbox.Receive(new EventReceived("e", "1"));
        inbox.Receive(new EventReceived("e", "2"));

        await Assert.ThrowsAsync<TaskCanceledException>(() => cancelled);
        Assert.Equal(1, await patient);
        Assert.Single(inbox.Kept);
        Assert.False(inbox.HasWaiters);
    }

    [Fact]
    public async Task Receive_AfterTheWaitersTokenWasCancelledTooLate_KeepsTheResult()
    {
        using var stop = new CancellationTokenSource();
        var waiter = inbox.WaitAsync<int>("e", stop.Token);
        inbox.Receive(new EventReceived("e", "1"));
        await stop.CancelAsync();
        Assert.Equal(1, await waiter);
    }

    [Fact]
    public async Task Receive_PayloadOfAnotherShape_FailsTheWaiterAndConsumesTheEvent()
    {
        var waiter = inbox.WaitAsync<int>("e", CancellationToken.None);
        inbox.Receive(new EventReceived("e", "\"seven\""));
        await Assert.ThrowsAsync<JsonException>(() => waiter);
        Assert.Empty(inbox.Kept);
    }

    [Fact]
    public async Task Receive_NoPayload_GivesTheDefault()
    {
        var waiter = inbox.WaitAsync<string?>("e", CancellationToken.None);
        inbox.Receive(new EventReceived("e", null));
        Assert.Null(await waiter);
    }

    [Fact]
    public void WaitingFor_ServedAndCancelledWaiters_AreNotNamed()
    {
        _ = inbox.WaitAsync<int>("served", CancellationToken.None);
        _ = inbox.WaitAsync<int>("open", CancellationToken.None);
        inbox.Receive(new EventReceived("served", "1"));
        Assert.Equal(["open"], inbox.WaitingFor);
    }
}
