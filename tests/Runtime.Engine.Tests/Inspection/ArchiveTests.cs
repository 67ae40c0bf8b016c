using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Runtime.Engine.Inspection;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Inspection;

public sealed class ArchiveTests
{
    private readonly List<string> executed = [];

    [Fact]
    public async Task Export_ThenImportElsewhere_GoesOnWithTimersChildrenAndEntities()
    {
        string json;
        await using (var here = await DurableApp.StartAsync(Tasks))
        {
            await here.ScheduleAsync("Main", id: "m");
            await here.UntilAsync("m", run => run.CustomStatus == "\"waiting\"");
            json = JsonSerializer.Serialize(await here.Runtime.Engine.ExportAsync("m"));
        }

        executed.Clear();
        await using var there = await DurableApp.StartAsync(Tasks);
        var count = await there.Runtime.Engine.ImportAsync(JsonSerializer.Deserialize<RunArchive>(json)!);
        Assert.Equal(3, count);
        await there.Client.RaiseEventAsync("kid", "go", "child");
        Assert.Equal("\"first child 5\"", (await there.EndAsync("m")).SerializedOutput);
        Assert.Empty(executed);
        Assert.True((await there.Runtime.Engine.CheckReplayAsync("m"))!.IsSame);
    }

    [Fact]
    public async Task Import_IdInUseOrUnknownFormat_BringsNothingIn()
    {
        await using var app = await DurableApp.StartAsync(Tasks);
        await app.ScheduleAsync("Main", id: "m");
        await app.UntilAsync("m", run => run.CustomStatus == "\"waiting\"");
        var archive = (await app.Runtime.Engine.ExportAsync("m"))!;
        Assert.Contains("m", (await Assert.ThrowsAsync<ArgumentException>(() => app.Runtime.Engine.ImportAsync(archive))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => app.Runtime.Engine.ImportAsync(archive with { Format = 99 }));
        Assert.Null(await app.Runtime.Engine.ExportAsync("nobody"));
    }

    private void Tasks(DurableTaskRegistry tasks)
    {
        tasks.AddEntity<Counter>();
        tasks.AddActivityFunc<string>("First", _ =>
        {
            executed.Add("First");
            return "first";
        });
        tasks.AddOrchestratorFunc<string>("Child", context => context.WaitForExternalEvent<string>("go"));
        tasks.AddOrchestratorFunc<string>("Main", async context =>
        {
            var first = await context.CallActivityAsync<string>("First");
            var counter = new EntityInstanceId("Counter", "c");
            await context.Entities.CallEntityAsync<int>(counter, "Add", 5);
            var child = context.CallSubOrchestratorAsync<string>("Child", options: new SubOrchestrationOptions(instanceId: "kid"));
            context.SetCustomStatus("waiting");
            await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            return $"{first} {await child} {await context.Entities.CallEntityAsync<int>(counter, "Add", 0)}";
        });
    }

    private sealed class Counter : TaskEntity<int>
    {
        public int Add(int amount) => State += amount;
    }
}
