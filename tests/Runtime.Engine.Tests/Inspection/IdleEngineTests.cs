using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.Engine.Inspection;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Inspection;

public sealed class IdleEngineTests
{
    private int executed;

    [Fact]
    public async Task Command_OnAnEngineThatDoesNotCarryOn_IsStoredAndLeadsToNothing()
    {
        RunArchive archive;
        await using (var app = await DurableApp.StartAsync(Tasks))
        {
            await app.ScheduleAsync("Main", id: "m");
            await app.UntilAsync("m", run => run.CustomStatus == "\"waiting\"");
            archive = (await app.Runtime.Engine.ExportAsync("m"))!;
        }

        await using (var idle = await DurableApp.StartAsync(Tasks, new DurableAppSetup { Hub = Idle }))
        {
            await idle.Runtime.Engine.ImportAsync(archive);
            await idle.Client.RaiseEventAsync("m", "go", 7);
            idle.Clock.Advance(TimeSpan.FromDays(2));
            var wait = (await idle.Runtime.Engine.ExplainWaitAsync("m"))!;
            Assert.False(Assert.IsType<ActivityWait>(wait.On[0]).IsHere);
            Assert.Equal(0, executed);
            archive = (await idle.Runtime.Engine.ExportAsync("m"))!;
        }

        await using var there = await DurableApp.StartAsync(Tasks);
        await there.Runtime.Engine.ImportAsync(archive);
        Assert.Equal("8", (await there.EndAsync("m")).SerializedOutput);
        Assert.Equal(1, executed);
    }

    [Fact]
    public async Task ExplainWait_FromHistoryAlone_SaysTheSameWithoutTheHub()
    {
        await using var app = await DurableApp.StartAsync(Tasks);
        await app.ScheduleAsync("Main", id: "m");
        await app.UntilAsync("m", run => run.CustomStatus == "\"waiting\"");
        var row = app.Runtime.Engine.Find("m")!;
        var turns = app.Runtime.Engine.ReadHistory("m").ToList();

        await using var other = await DurableApp.StartAsync(Tasks);
        var wait = await other.Runtime.Engine.ExplainWaitAsync(row, turns, _ => null);
        Assert.Equal("go", Assert.IsType<EventWait>(Assert.Single(wait.On)).Name);
        await using var changed = await DurableApp.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Main", context => context.CreateTimer(TimeSpan.FromDays(1), default)));
        Assert.Contains("held back", (await changed.Runtime.Engine.ExplainWaitAsync(row, turns, _ => null)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckReplay_CodeThatDiffers_NamesTheEvent()
    {
        await using var app = await DurableApp.StartAsync(Tasks);
        await app.ScheduleAsync("Main", id: "m");
        await app.UntilAsync("m", run => run.CustomStatus == "\"waiting\"");
        await app.Client.RaiseEventAsync("m", "go", 7);
        await app.EndAsync("m");
        var turns = app.Runtime.Engine.ReadHistory("m").ToList();
        await using var changed = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Main", async context =>
        {
            context.SetCustomStatus("waiting");
            var number = await context.WaitForExternalEvent<int>("go");
            return await context.CallActivityAsync<int>("Other", number);
        }));
        var verdict = await changed.Runtime.Engine.CheckReplayAsync("m", turns);
        Assert.Equal(HistoryReader.Number(turns).Single(item => item.Event is ActivityScheduled).Number, verdict.AtEvent);
        Assert.Contains("'Other'", verdict.Difference, StringComparison.Ordinal);
    }

    private static void Idle(Workflows.Runtime.EmbeddedHubOptions hub)
    {
        hub.InMemory = true;
        hub.Engine.CarriesOn = false;
    }

    private void Tasks(DurableTaskRegistry tasks)
    {
        tasks.AddActivityFunc<int, int>("Add", (_, number) =>
        {
            executed++;
            return number + 1;
        });
        tasks.AddOrchestratorFunc<int>("Main", async context =>
        {
            context.SetCustomStatus("waiting");
            var number = await context.WaitForExternalEvent<int>("go");
            return await context.CallActivityAsync<int>("Add", number);
        });
    }
}
