using Runtime.Storage.Tests.Support;
using Workflows.Storage.Cloud;
using Workflows.Testing;

namespace Runtime.Storage.Tests.Cloud;

/// <summary>Azure keeps the name of what was deleted for half a minute or longer and answers 409 meanwhile, which Azurite does not.</summary>
public sealed class BeingDeletedTests
{
    private static readonly TimeSpan HalfAMinute = TimeSpan.FromSeconds(40);

    [Theory]
    [InlineData("ContainerBeingDeleted")]
    [InlineData("QueueBeingDeleted")]
    public async Task Create_NameIsStillBeingDeleted_WaitsUntilItIsFree(string code)
    {
        var clock = new ManualClock();
        var start = clock.GetUtcNow();
        await using var server = await AnsweringServer.StartAsync(_ => clock.GetUtcNow() - start < HalfAMinute ? (409, code) : (201, null));
        Assert.True(await MovedOnAsync(clock, Create(server, code, clock)));
        Assert.InRange(clock.GetUtcNow() - start, HalfAMinute, HalfAMinute + TimeSpan.FromSeconds(10));
        Assert.InRange(server.Requests, 3, 30);
    }

    [Theory]
    [InlineData("ContainerBeingDeleted")]
    [InlineData("QueueBeingDeleted")]
    public async Task Create_NameIsNeverFree_GivesUpAndSaysSo(string code)
    {
        var clock = new ManualClock();
        var start = clock.GetUtcNow();
        await using var server = await AnsweringServer.StartAsync(_ => (409, code));
        var error = await Assert.ThrowsAsync<StorageException>(() => MovedOnAsync(clock, Create(server, code, clock)));
        Assert.Equal(StorageProblem.Unavailable, error.Problem);
        Assert.Contains("is still being deleted", error.Message, StringComparison.Ordinal);
        Assert.InRange(clock.GetUtcNow() - start, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task Create_AnotherConflict_IsNotWaitedFor()
    {
        await using var server = await AnsweringServer.StartAsync(_ => (409, "AccountBeingCreated"));
        await Assert.ThrowsAsync<StorageException>(() => Create(server, "ContainerBeingDeleted", new ManualClock()));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Create_Cancelled_StopsToWait()
    {
        var clock = new ManualClock();
        using var cancel = new CancellationTokenSource();
        await using var server = await AnsweringServer.StartAsync(_ => (409, "ContainerBeingDeleted"));
        var account = AzureAccount.FromConnectionString(server.Connection, "Storage", clock);
        var arming = clock.Arming;
        var creating = account.Container("files").CreateAsync(cancel.Token);
        await arming.WaitAsync(Limit.Test);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => creating.WaitAsync(Limit.Test));
    }

    private static Task<bool> Create(AnsweringServer server, string code, TimeProvider clock)
    {
        var account = AzureAccount.FromConnectionString(server.Connection, "Storage", clock);
        return code == "QueueBeingDeleted" ? account.Queue("files").CreateAsync() : account.Container("files").CreateAsync();
    }

    private static async Task<bool> MovedOnAsync(ManualClock clock, Task<bool> task)
    {
        for (; ; )
        {
            var arming = clock.Arming;
            if (clock.UntilNextTimer is { } wait)
                clock.Advance(wait);
            else if (await Task.WhenAny(task, arming).WaitAsync(Limit.Test) == task)
                return await task;
        }
    }
}
