using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker;
using Runtime.TaskHub.Contract;

namespace Runtime.TaskHub.Tests.Surface.Entities;

public sealed class EntityOperationTests
{
    [Theory]
    [InlineData("add")]
    [InlineData("ADD")]
    [InlineData("AddLater")]
    public async Task Fact090_Call_AnyCaseAndAsync_ReturnsResult(string operation)
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddLedger();
            tasks.AddOrchestratorFunc<string, int>("Call", (context, name) => context.Entities.CallEntityAsync<int>(Ledger.Id("a"), name!, "x"));
        });
        Assert.Equal(1, await app.RunAsync<int>("Call", operation));
        Assert.Equal("x", await app.ReadLedgerAsync("a"));
    }

    [Fact]
    public async Task Fact091_Operations_OfOneEntity_RunOneAtATimeInOrderPerSender()
    {
        var active = 0;
        var most = 0;
        var seen = new List<string>();
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddEntity("slow", _ => new DelegateEntity(async operation =>
            {
                most = Math.Max(most, Interlocked.Increment(ref active));
                await Task.Yield();
                seen.Add(operation.GetInput<string>()!);
                Interlocked.Decrement(ref active);
                return null;
            }));
            tasks.AddOrchestratorFunc<string>("Send", async (context, sender) =>
            {
                var id = new EntityInstanceId("slow", "1");
                for (var i = 0; i < 10; i++)
                    await context.Entities.SignalEntityAsync(id, "note", $"{sender}{i}");
                await context.Entities.CallEntityAsync(id, "note", $"{sender}end");
            });
        });
        await Task.WhenAll(app.RunAsync("Send", "a"), app.RunAsync("Send", "b"));
        Assert.Equal(1, most);
        foreach (var sender in new[] { "a", "b" })
        {
            var own = seen.Where(line => line.StartsWith(sender, StringComparison.Ordinal));
            Assert.Equal([.. Enumerable.Range(0, 10).Select(i => $"{sender}{i}"), $"{sender}end"], own);
        }
    }

    [Fact]
    public async Task Fact092_Throw_InOperation_RollsBackStateAndSignals()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddLedger();
            tasks.AddOrchestratorFunc<string>("Try", async (context, _) =>
            {
                await context.Entities.CallEntityAsync(Ledger.Id("a"), "add", "kept");
                await Assert.ThrowsAsync<EntityOperationFailedException>(
                    () => context.Entities.CallEntityAsync(Ledger.Id("a"), "addThenThrow", "lost"));
            });
        });
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.RunAsync("Try")).RuntimeStatus);
        Assert.Equal("kept", await app.ReadLedgerAsync("a"));
        Assert.Equal(0, await app.SettleAsync("other"));
    }

    [Fact]
    public async Task Fact093_Delete_IsImplicit_AndNextOperationBeginsAnew()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddLedger());
        await app.SignalAsync("a", "x");
        await app.SettleAsync("a");
        await app.Client.Entities.SignalEntityAsync(Ledger.Id("a"), "Delete");
        await app.Client.Entities.SignalEntityAsync(Ledger.Id("gone"), "delete");
        await app.SignalAsync("b", "x");
        await app.SettleAsync("gone");
        Assert.Null(await app.ReadLedgerAsync("gone2"));
        Assert.Equal(0, await app.SettleAsync("a"));
        await app.SignalAsync("a", "y");
        Assert.Equal(1, await app.SettleAsync("a"));
        Assert.Equal("y", await app.ReadLedgerAsync("a"));
    }

    [Fact]
    public async Task Fact094_SetStateToNull_DeletesEntity()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddLedger();
            tasks.AddOrchestratorFunc<string>("Clear", (context, key) => context.Entities.CallEntityAsync(Ledger.Id(key!), "clear"));
        });
        await app.SignalAsync("a", "x");
        await app.RunAsync("Clear", "a");
        Assert.Null(await app.Client.Entities.GetEntityAsync(Ledger.Id("a")));
        Assert.Null(app.Runtime.Engine.Find("@ledger@a"));
        Assert.Equal(0, await app.SettleAsync("a"));
    }

    [Theory]
    [InlineData("fly", typeof(NotSupportedException))]
    [InlineData("add", typeof(InvalidOperationException))]
    public async Task Fact095_Call_UnknownOrWithoutInput_FailsWithType(string operation, Type error)
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddLedger();
            tasks.AddOrchestratorFunc<string, string>("Call", (context, name) => FailureOfAsync(() => context.Entities.CallEntityAsync(Ledger.Id("a"), name!)));
        });
        Assert.StartsWith(error.FullName!, await app.RunAsync<string>("Call", operation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fact098_FailedCall_CarriesEntityOperationAndInnerFailure()
    {
        EntityOperationFailedException? caught = null;
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddLedger();
            tasks.AddOrchestratorFunc<string>("Call", async (context, _) =>
                caught = await Assert.ThrowsAsync<EntityOperationFailedException>(() => context.Entities.CallEntityAsync(Ledger.Id("a"), "addThenThrow", "x")));
        });
        await app.RunAsync("Call");
        Assert.Equal(Ledger.Id("a"), caught!.EntityId);
        Assert.Equal("addThenThrow", caught.OperationName, ignoreCase: true);
        Assert.Equal("ledger is torn", caught.FailureDetails.ErrorMessage);
        Assert.Equal("inner", caught.FailureDetails.InnerFailure!.ErrorMessage);
    }

    [Fact]
    public async Task Fact099_CallUnregistered_FailsWithEntityTaskNotFound()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<string, string>(
            "Call", (context, _) => FailureOfAsync(() => context.Entities.CallEntityAsync(new EntityInstanceId("nobody", "1"), "op"))));
        Assert.StartsWith("EntityTaskNotFound", await app.RunAsync<string>("Call"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fact107_EntitySupportOff_OrchestratorCall_ThrowsNotSupported()
    {
        var setup = new DurableAppSetup { Worker = worker => worker.Configure(options => options.EnableEntitySupport = false) };
        await using var app = await DurableApp.StartAsync(
            tasks => tasks.AddOrchestratorFunc<string>("Call", (context, _) => context.Entities.SignalEntityAsync(Ledger.Id("a"), "add", "x")), setup);
        var run = await app.RunAsync("Call");
        Assert.Equal(typeof(NotSupportedException).FullName, run.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Fact107_EntitySupportOff_Client_ThrowsNotSupported()
    {
        var setup = new DurableAppSetup { Client = client => client.Configure(options => options.EnableEntitySupport = false) };
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddLedger(), setup);
        await Assert.ThrowsAsync<NotSupportedException>(() => app.Client.Entities.GetEntityAsync(Ledger.Id("a")));
        await Assert.ThrowsAsync<NotSupportedException>(() => app.SignalAsync("a", "x"));
    }

    [Fact]
    public async Task Fact013_EntityMessages_TakeANumberOfTheGuidCounter()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddLedger();
            tasks.AddOrchestratorFunc<bool, Guid>("Guid", async (context, signals) =>
            {
                if (signals)
                    await context.Entities.SignalEntityAsync(Ledger.Id("a"), "add", "x");
                else
                    context.NewGuid();
                return context.NewGuid();
            });
        });
        var signalled = await app.RunAsync("Guid", true, "same");
        var plain = await app.RunAsync("Guid", false, "same");
        Assert.Equal(plain.ReadOutputAs<Guid>(), signalled.ReadOutputAs<Guid>());
    }

    [Fact]
    public async Task Call_WithStateThatCannotBeRead_FailsAndKeepsState()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddEntity("odd", _ => new DelegateEntity(operation =>
            {
                if (operation.Name == "set")
                    operation.State.SetState("text");
                else
                    operation.State.GetState<int>();
                return ValueTask.FromResult<object?>(null);
            }));
            tasks.AddOrchestratorFunc<string, string>("Call", async (context, _) =>
            {
                var id = new EntityInstanceId("odd", "1");
                await context.Entities.CallEntityAsync(id, "set");
                return await FailureOfAsync(() => context.Entities.CallEntityAsync(id, "read"));
            });
        });
        Assert.Contains("JsonException", await app.RunAsync<string>("Call"), StringComparison.Ordinal);
        var found = await app.Client.Entities.GetEntityAsync<string>(new EntityInstanceId("odd", "1"));
        Assert.Equal("text", found!.State);
    }

    private static async Task<string> FailureOfAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<EntityOperationFailedException>(call);
        return $"{error.FailureDetails.ErrorType}: {error.FailureDetails.ErrorMessage}";
    }
}
