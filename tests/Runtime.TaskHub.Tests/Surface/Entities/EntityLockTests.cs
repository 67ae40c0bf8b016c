using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Runtime.TaskHub.Contract;

namespace Runtime.TaskHub.Tests.Surface.Entities;

public sealed class EntityLockTests
{
    [Fact]
    public async Task Fact100_Lock_InOppositeOrders_DoesNotDeadlock()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddLedger();
            tasks.AddOrchestratorFunc<string[], bool>("Move", async (context, keys) =>
            {
                await using (await context.Entities.LockEntitiesAsync([.. keys!.Select(Ledger.Id)]))
                {
                    foreach (var key in keys!)
                    {
                        var before = await context.Entities.CallEntityAsync<int>(Ledger.Id(key), "count");
                        await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
                        if (await context.Entities.CallEntityAsync<int>(Ledger.Id(key), "add", context.InstanceId) != before + 1)
                            return false;
                    }
                }

                return true;
            });
        });
        var runs = Enumerable.Range(0, 20).Select(i => app.RunAsync<bool>("Move", i % 2 == 0 ? new[] { "a", "b", "c" } : ["c", "b", "a"]));
        Assert.All(await Task.WhenAll(runs), Assert.True);
        Assert.Equal(20, await app.SettleAsync("b"));
    }

    [Fact]
    public async Task Fact100_Lock_HoldsOffOthersUntilDisposed()
    {
        await using var app = await StartHolderAsync();
        var holder = await app.ScheduleAsync("Hold", "a");
        await app.UntilAsync(holder, run => run.CustomStatus is not null);
        await app.SignalAsync("a", "outside");
        var found = await app.Client.Entities.GetEntityAsync<List<string>>(Ledger.Id("a"));
        Assert.Equal(holder, found!.LockedBy);
        Assert.Equal("inside", string.Join(',', found.State));
        await app.Client.RaiseEventAsync(holder, "go");
        await app.EndAsync(holder);
        await app.SettleAsync("a");
        Assert.Equal("inside,outside", await app.ReadLedgerAsync("a"));
    }

    [Theory]
    [InlineData("throw")]
    [InlineData("return")]
    [InlineData("again")]
    [InlineData("terminate")]
    public async Task Fact100_Lock_IsReleasedHoweverTheRunEnds(string how)
    {
        await using var app = await StartHolderAsync();
        var holder = await app.ScheduleAsync("Hold", "a");
        await app.UntilAsync(holder, run => run.CustomStatus is not null);
        if (how == "terminate")
            await app.Client.TerminateInstanceAsync(holder);
        else
            await app.Client.RaiseEventAsync(holder, "go", how);
        await app.EndAsync(holder);
        Assert.Equal(1, await app.SettleAsync("a"));
        Assert.Null((await app.Client.Entities.GetEntityAsync(Ledger.Id("a")))!.LockedBy);
    }

    [Fact]
    public async Task Fact100_TerminateWhileWaitingForLock_LeavesNoOrphan()
    {
        await using var app = await StartHolderAsync();
        var holder = await app.ScheduleAsync("Hold", "b");
        await app.UntilAsync(holder, run => run.CustomStatus is not null);
        var waiter = await app.ScheduleAsync("LockBoth");
        await app.UntilStatusAsync(waiter, OrchestrationRuntimeStatus.Running);
        await app.Client.TerminateInstanceAsync(waiter);
        Assert.Equal(0, await app.SettleAsync("a"));
        await app.Client.RaiseEventAsync(holder, "go");
        await app.EndAsync(holder);
        Assert.Equal(1, await app.SettleAsync("b"));
        Assert.Equal(0, await app.SettleAsync("c"));
    }

    [Fact]
    public async Task Fact100_PurgedWhileTheGrantIsOnItsWay_LockComesBack()
    {
        await using var app = await StartHolderAsync();
        var holder = await app.ScheduleAsync("Hold", "c");
        await app.UntilAsync(holder, run => run.CustomStatus is not null);
        var waiter = await app.ScheduleAsync("LockBoth");
        await app.UntilStatusAsync(waiter, OrchestrationRuntimeStatus.Running);
        await app.Client.TerminateInstanceAsync(waiter);
        await app.Client.PurgeInstanceAsync(waiter);
        await app.Client.RaiseEventAsync(holder, "go");
        await app.EndAsync(holder);
        foreach (var key in new[] { "a", "b", "c" })
            await app.SettleAsync(key);
    }

    [Fact]
    public async Task Fact100_Lock_AcrossRestart_StaysWithItsOwnerAndWaitersGoOn()
    {
        using var folder = new HubFolder();
        var clock = new ManualClock();
        string holder, waiter;
        await using (var app = await StartHolderAsync(folder.Setup(clock, restingRuns: 0)))
        {
            holder = await app.ScheduleAsync("Hold", "b");
            await app.UntilAsync(holder, run => run.CustomStatus is not null);
            waiter = await app.ScheduleAsync("LockBoth");
            await app.UntilStatusAsync(waiter, OrchestrationRuntimeStatus.Running);
            await app.SignalAsync("b", "queued");
        }

        await using var next = await StartHolderAsync(folder.Setup(clock));
        Assert.Equal(holder, (await next.Client.Entities.GetEntityAsync(Ledger.Id("b")))!.LockedBy);
        await next.Client.RaiseEventAsync(holder, "go");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await next.EndAsync(waiter)).RuntimeStatus);
        Assert.Equal(3, await next.SettleAsync("b"));
    }

    [Theory]
    [InlineData("other")]
    [InlineData("sub")]
    [InlineData("nested")]
    [InlineData("signal")]
    [InlineData("parallel")]
    public async Task Fact101_CriticalSection_RefusesWhatBreaksIt(string what)
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddLedger();
            tasks.AddOrchestratorFunc<string, string>("Break", async (context, rule) =>
            {
                await using var section = await context.Entities.LockEntitiesAsync(Ledger.Id("a"));
                Assert.True(context.Entities.InCriticalSection(out var locked));
                Assert.Equal([Ledger.Id("a")], locked);
                var first = rule == "parallel" ? context.Entities.CallEntityAsync(Ledger.Id("a"), "count") : Task.CompletedTask;
                var error = await Assert.ThrowsAsync<InvalidOperationException>(() => rule switch
                {
                    "other" => context.Entities.CallEntityAsync(Ledger.Id("b"), "count"),
                    "sub" => context.CallSubOrchestratorAsync("Break", "sub"),
                    "nested" => context.Entities.LockEntitiesAsync(Ledger.Id("b")),
                    "parallel" => context.Entities.CallEntityAsync(Ledger.Id("a"), "count"),
                    _ => context.Entities.SignalEntityAsync(Ledger.Id("a"), "count"),
                });
                await first;
                return error.Message;
            });
        });
        Assert.NotEmpty(await app.RunAsync<string>("Break", what) ?? "");
        Assert.Equal(0, await app.SettleAsync("a"));
    }

    [Fact]
    public async Task Fact101_CriticalSection_AfterIt_EverythingIsAllowed()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddLedger();
            tasks.AddOrchestratorFunc<string, int>("Twice", async (context, _) =>
            {
                await using (await context.Entities.LockEntitiesAsync(Ledger.Id("a"), Ledger.Id("a")))
                    await context.Entities.CallEntityAsync(Ledger.Id("a"), "add", "1");
                Assert.False(context.Entities.InCriticalSection());
                await context.Entities.SignalEntityAsync(Ledger.Id("a"), "add", "2");
                await using (await context.Entities.LockEntitiesAsync(Ledger.Id("b"), Ledger.Id("a")))
                    return await context.Entities.CallEntityAsync<int>(Ledger.Id("a"), "add", "3");
            });
        });
        Assert.Equal(3, await app.RunAsync<int>("Twice"));
    }

    [Fact]
    public async Task Fact102_LockNothing_ThrowsArgumentException()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<string, string?>("Lock", async (context, _) =>
            (await Assert.ThrowsAsync<ArgumentException>(() => context.Entities.LockEntitiesAsync())).ParamName));
        Assert.Equal("entityIds", await app.RunAsync<string>("Lock"));
    }

    /// <summary>"Hold" locks a ledger, writes into it and keeps it until the event "go"; "LockBoth" wants a, b and c.</summary>
    private static Task<DurableApp> StartHolderAsync(DurableAppSetup? setup = null) => DurableApp.StartAsync(
        tasks =>
        {
            tasks.AddLedger();
            tasks.AddOrchestratorFunc<string>("Hold", async (context, key) =>
            {
                if (key!.Length == 0)
                    return;
                var section = await context.Entities.LockEntitiesAsync(Ledger.Id(key));
                await context.Entities.CallEntityAsync(Ledger.Id(key), "add", "inside");
                context.SetCustomStatus("locked");
                switch (await context.WaitForExternalEvent<string?>("go"))
                {
                    case "throw":
                        throw new InvalidOperationException("with the lock held");
                    case "return":
                        return;
                    case "again":
                        context.ContinueAsNew("");
                        return;
                    default:
                        await section.DisposeAsync();
                        break;
                }
            });
            tasks.AddOrchestratorFunc<string>("LockBoth", async (context, _) =>
            {
                await using var section = await context.Entities.LockEntitiesAsync(Ledger.Id("c"), Ledger.Id("b"), Ledger.Id("a"));
                await context.Entities.CallEntityAsync(Ledger.Id("b"), "add", "both");
            });
        },
        setup);
}
