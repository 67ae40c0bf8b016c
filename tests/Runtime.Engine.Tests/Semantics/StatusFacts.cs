using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Semantics;

public sealed class StatusFacts
{
    private enum Colour
    {
        Red,
        Green,
    }

    [Fact]
    public async Task Fact040_CustomStatus_LastOneWinsAndNullClears()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Main", async context =>
        {
            context.SetCustomStatus("first");
            context.SetCustomStatus(new { Step = 2, Name = "größe" });
            await context.WaitForExternalEvent<int>("clear");
            context.SetCustomStatus(null);
            return 1;
        }));
        var id = await app.ScheduleAsync("Main");
        var status = (await app.GetAsync(id)).SerializedCustomStatus!;
        Assert.Equal("größe", JsonDocument.Parse(status).RootElement.GetProperty("Name").GetString());
        await app.Client.RaiseEventAsync(id, "clear", 1);
        Assert.Null((await app.EndAsync(id)).SerializedCustomStatus);
    }

    [Theory]
    [InlineData(8 * 1024 - 2, OrchestrationRuntimeStatus.Completed)]
    [InlineData(8 * 1024 - 1, OrchestrationRuntimeStatus.Failed)]
    public async Task Fact041_CustomStatus_IsLimitedTo16KbOfUtf16(int letters, OrchestrationRuntimeStatus expected)
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Main", context =>
        {
            context.SetCustomStatus(new string('x', letters));
            return 1;
        }));
        Assert.Equal(expected, (await app.RunAsync("Main")).RuntimeStatus);
    }

    [Fact]
    public async Task Fact042_ContinueAsNew_KeepsTheIdAndTakesTheNewInput()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int, string?>("Main", (context, count) =>
        {
            if (count == 5)
                return Task.FromResult<string?>($"done {context.InstanceId}");
            context.ContinueAsNew(count + 1);
            return Task.FromResult<string?>("discarded");
        }));
        var run = await app.RunAsync("Main", 0, "loop");
        Assert.Equal(("done loop", "5"), (run.ReadOutputAs<string>(), run.SerializedInput));
    }

    [Fact]
    public async Task Fact042_ContinueAsNew_OnAStillClock_GoesOn()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int, Guid[]>("Main", (context, count) =>
        {
            if (count < 3)
                context.ContinueAsNew(count + 1);
            return Task.FromResult<Guid[]>([context.NewGuid()]);
        }));
        var run = await app.EndOnStillClockAsync(await app.ScheduleAsync("Main", 0));
        Assert.Equal("3", run.SerializedInput);
    }

    [Fact]
    public async Task Fact043_ContinueAsNew_MayCarryANewVersion()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<string>("Main", context =>
        {
            if (context.Version == "")
                context.ContinueAsNew(new ContinueAsNewOptions { NewVersion = new TaskVersion("2.0") });
            return context.Version;
        }));
        Assert.Equal("2.0", await app.RunAsync<string>("Main"));
    }

    [Fact]
    public async Task Fact044_ContinueAsNew_TruncatesTheHistory()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<int, int>("Main", async (context, count) =>
            {
                for (var i = 0; i < 10; i++)
                    await context.CallActivityAsync<int>("A", i);
                if (count < 3)
                    context.ContinueAsNew(count + 1);
                return count;
            });
            tasks.AddActivityFunc<int, int>("A", (_, i) => i);
        });
        var run = await app.RunAsync("Main", 0);
        var hub = app.Runtime.Engine.Hub;
        Assert.Equal(3, run.ReadOutputAs<int>());
        Assert.InRange(hub.ReadHistory(hub.Find(run.InstanceId)!.Number).Count(), 2, 12);
    }

    [Fact]
    public async Task Fact045_NullInputAndOutput_StayNull()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<string?,
                string?>("Main", async (context, input) => input is null ? await context.CallActivityAsync<string?>("A") : "not null");
            tasks.AddActivityFunc<string?, string?>("A", (_, input) => input);
        });
        var run = await app.RunAsync("Main");
        Assert.Null(run.SerializedInput);
        Assert.Null(run.SerializedOutput);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, run.RuntimeStatus);
    }

    [Fact]
    public async Task Fact046_ReadingDataThatWasNotFetched_Throws()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Main", _ => 1));
        var run = await app.RunAsync("Main");
        var bare = await app.Client.GetInstanceAsync(run.InstanceId);
        Assert.Throws<InvalidOperationException>(() => bare!.ReadInputAs<int>());
        Assert.Throws<InvalidOperationException>(() => bare!.ReadOutputAs<int>());
    }

    [Fact]
    public async Task Fact047_FailureDetails_AreThereOnlyWhenDataWereAskedFor()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Main", int (_) => throw new TimeoutException("late")));
        var run = await app.RunAsync("Main");
        Assert.NotNull(run.FailureDetails);
        var bare = await app.Client.GetInstanceAsync(run.InstanceId);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, bare!.RuntimeStatus);
        Assert.Null(bare.FailureDetails);
    }

    [Fact]
    public async Task Fact048_Data_UseTheWorkersJsonSettings()
    {
        var options = new JsonSerializerOptions { Converters = { new JsonStringEnumConverter() } };
        var converter = new JsonDataConverter(options);
        await using var app = await DurableApp.StartAsync(
            tasks =>
            {
                tasks.AddOrchestratorFunc<Colour, Colour>("Main", (context, colour) => context.CallActivityAsync<Colour>("Other", colour));
                tasks.AddActivityFunc<Colour, Colour>("Other", (_, colour) => colour == Colour.Red ? Colour.Green : Colour.Red);
            },
            new DurableAppSetup
            {
                Worker = worker => worker.Configure(worker => worker.DataConverter = converter),
                Client = client => client.Configure(client => client.DataConverter = converter),
            });
        var run = await app.RunAsync("Main", Colour.Red);
        Assert.Equal(("\"Red\"", "\"Green\""), (run.SerializedInput, run.SerializedOutput));
    }
}
