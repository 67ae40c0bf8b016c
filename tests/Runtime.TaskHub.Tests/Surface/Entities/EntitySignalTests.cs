using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Runtime.TaskHub.Contract;

namespace Runtime.TaskHub.Tests.Surface.Entities;

public sealed class EntitySignalTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Fact103_ScheduledSignal_FromClient_RunsAtItsTime()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddLedger());
        var options = new SignalEntityOptions { SignalTime = app.Clock.GetUtcNow() + Hour };
        await app.Client.Entities.SignalEntityAsync(Ledger.Id("a"), "add", "late", options);
        await app.SignalAsync("a", "early");
        Assert.Equal(1, await app.Client.OnStillClockAsync(app, "Count", "a"));
        app.Clock.Advance(Hour);
        Assert.Equal(2, await app.SettleAsync("a"));
        Assert.Equal("early,late", await app.ReadLedgerAsync("a"));
    }

    [Fact]
    public async Task Fact103_ScheduledSignals_AreOrderedByTimeNotByArrival()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddLedger();
            tasks.AddOrchestratorFunc<string>("Send", async (context, _) =>
            {
                foreach (var hours in new[] { 3, 1, 2 })
                {
                    var at = new DateTimeOffset(context.CurrentUtcDateTime.AddHours(hours), TimeSpan.Zero);
                    await context.Entities.SignalEntityAsync(Ledger.Id("a"), "add", $"{hours}", new SignalEntityOptions { SignalTime = at });
                }
            });
        });
        await app.EndOnStillClockAsync(await app.ScheduleAsync("Send"));
        Assert.Equal(0, await app.Client.OnStillClockAsync(app, "Count", "a"));
        app.Clock.Advance(TimeSpan.FromHours(4));
        await app.SettleAsync("a");
        Assert.Equal("1,2,3", await app.ReadLedgerAsync("a"));
    }

    [Fact]
    public async Task Fact103_ScheduledSignal_FromEntity_SurvivesRestartAndEviction()
    {
        using var folder = new HubFolder();
        var clock = new ManualClock();
        await using (var app = await DurableApp.StartAsync(tasks => tasks.AddLedger(), folder.Setup(clock, restingRuns: 0)))
        {
            var schedule = new Ledger.Schedule("b", clock.GetUtcNow() + Hour);
            await app.Client.Entities.SignalEntityAsync(Ledger.Id("a"), nameof(Ledger.ForwardAt), schedule);
            await app.Client.OnStillClockAsync(app, "Count", "a");
            Assert.Equal(0, await app.Client.OnStillClockAsync(app, "Count", "b"));
        }

        clock.Advance(TimeSpan.FromMinutes(59));
        await using var next = await DurableApp.StartAsync(tasks => tasks.AddLedger(), folder.Setup(clock));
        Assert.Equal(0, await next.Client.OnStillClockAsync(next, "Count", "b"));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await next.SettleAsync("b"));
    }

    [Fact]
    public async Task Fact104_Entity_SignalsAnotherAndStartsOrchestration()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddLedger();
            tasks.AddOrchestratorFunc<string, string>("Echo", (_, key) => Task.FromResult($"echo {key}"));
            tasks.AddOrchestratorFunc<string, string>("Start", (context, _) => context.Entities.CallEntityAsync<string>(Ledger.Id("a"), "start", "Echo"));
        });
        await app.Client.Entities.SignalEntityAsync(Ledger.Id("a"), "forward", "b");
        await app.SettleAsync("a");
        Assert.Equal(1, await app.SettleAsync("b"));
        Assert.Equal("from a", await app.ReadLedgerAsync("b"));

        var started = await app.RunAsync<string>("Start");
        var run = await app.EndAsync(started!);
        Assert.Equal("echo a", run.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Fact105_GetEntity_AbsentDeletedOrWithoutState()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddLedger();
            tasks.AddEntity("number", _ => new DelegateEntity(operation =>
            {
                operation.State.SetState(7);
                return ValueTask.FromResult<object?>(null);
            }));
            tasks.AddOrchestratorFunc<string>("Set", (context, _) => context.Entities.CallEntityAsync(new EntityInstanceId("number", "1"), "set"));
        });
        Assert.Null(await app.Client.Entities.GetEntityAsync(Ledger.Id("none")));
        await app.RunAsync("Set");
        var id = new EntityInstanceId("number", "1");
        Assert.Equal(7, (await app.Client.Entities.GetEntityAsync<int>(id))!.State);
        var bare = await app.Client.Entities.GetEntityAsync<int>(id, includeState: false);
        Assert.False(bare!.IncludesState);
        Assert.Throws<InvalidOperationException>(() => bare.State);
        Assert.False((await app.Client.Entities.GetEntityAsync(id, includeState: false))!.IncludesState);
    }

    [Fact]
    public async Task Fact106_Query_ByPrefixTimeAndTransient()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddLedger();
            tasks.AddEntity("ledger2", _ => new Ledger());
        });
        foreach (var key in new[] { "a1", "a2", "b1" })
            await app.SignalAsync(key, "x");
        foreach (var key in new[] { "a1", "a2", "b1" })
            await app.SettleAsync(key);
        var between = app.Clock.GetUtcNow() + TimeSpan.FromSeconds(1);
        app.Clock.Advance(Hour);
        await app.Client.Entities.SignalEntityAsync(Ledger.Id("later"), "add", "z", new SignalEntityOptions { SignalTime = app.Clock.GetUtcNow() + Hour });
        await app.SignalAsync("c1", "x");
        await app.Client.OnStillClockAsync(app, "Count", "c1");

        Assert.Equal(["a1", "a2"], await KeysAsync(app, new EntityQuery { InstanceIdStartsWith = "@LEDGER@a" }));
        Assert.Equal(["a1", "a2", "b1"], await KeysAsync(app, new EntityQuery { LastModifiedTo = between }));
        Assert.Equal(["c1"], await KeysAsync(app, new EntityQuery { LastModifiedFrom = between }));
        Assert.Equal(["c1", "later"], await KeysAsync(app, new EntityQuery { LastModifiedFrom = between, IncludeTransient = true }));
        Assert.Equal(["a1", "a2", "b1", "c1"], await KeysAsync(app, new EntityQuery { InstanceIdStartsWith = "ledger", PageSize = 1 }));
        Assert.Empty(await KeysAsync(app, new EntityQuery { InstanceIdStartsWith = "ledger2@" }));
    }

    private static async Task<List<string>> KeysAsync(DurableApp app, EntityQuery query)
    {
        var keys = new List<string>();
        await foreach (var entity in app.Client.Entities.GetAllEntitiesAsync(query))
            keys.Add(entity.Id.Key);
        return [.. keys.Order(StringComparer.Ordinal)];
    }
}
