using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.Engine.Inspection;
using Runtime.Engine.Replay;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Inspection;

public sealed class ForkTests
{
    private readonly List<string> executed = [];

    [Fact]
    public async Task Fork_AtAResultWithAnotherResult_ReusesWhatStandsBeforeIt()
    {
        await using var app = await StartAsync();
        await app.ScheduleAsync("Chain", "in", id: "old");
        Assert.Equal("\"in-A-B-C\"", (await app.EndAsync("old")).SerializedOutput);
        executed.Clear();

        var at = NumberOf(app, "old", item => item is ActivityCompleted { TaskId: 1 });
        var id = await app.Runtime.Engine.ForkAsync(new ForkRequest("old", at) { NewId = "new", Result = "\"edited\"" });
        Assert.Equal("\"edited-C\"", (await app.EndAsync(id)).SerializedOutput);
        Assert.Equal(["C"], executed);
        Assert.Equal("\"in-A-B-C\"", (await app.GetAsync("old")).SerializedOutput);
        Assert.Equal($"old@{at}", app.Runtime.Engine.Find("new")!.Tags![Pumps.DurableEngine.ForkTag]);
        Assert.True((await app.Runtime.Engine.CheckReplayAsync("new"))!.IsSame);
    }

    [Fact]
    public async Task Fork_AtAResultWithoutAnEdit_ExecutesThatStepAgain()
    {
        await using var app = await StartAsync();
        await app.ScheduleAsync("Chain", "in", id: "old");
        await app.EndAsync("old");
        executed.Clear();
        var id = await app.Runtime.Engine.ForkAsync(new ForkRequest("old", NumberOf(app, "old", item => item is ActivityCompleted { TaskId: 1 })));
        Assert.Equal("\"in-A-B-C\"", (await app.EndAsync(id)).SerializedOutput);
        Assert.Equal(["B", "C"], executed);
    }

    [Fact]
    public async Task Fork_FromTheStartWithAnotherInput_RunsAll()
    {
        await using var app = await StartAsync();
        await app.ScheduleAsync("Chain", "in", id: "old");
        await app.EndAsync("old");
        var id = await app.Runtime.Engine.ForkAsync(new ForkRequest("old", 0) { Input = "\"other\"" });
        Assert.Equal("\"other-A-B-C\"", (await app.EndAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task Fork_InputThatTheKeptEventsContradict_IsRefusedWithTheDecision()
    {
        await using var app = await StartAsync();
        await app.ScheduleAsync("Branch", true, id: "old");
        await app.EndAsync("old");
        var at = NumberOf(app, "old", item => item is ActivityCompleted { TaskId: 0 });
        var error = await Assert.ThrowsAsync<NonDeterminismException>(() => app.Runtime.Engine.ForkAsync(new ForkRequest("old", at) { Input = "false" }));
        Assert.Contains("activity 'A'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fork_WithAnOpenChildAndGuids_AsksForAChildOfItsOwn()
    {
        await using var app = await StartAsync();
        await app.ScheduleAsync("Parent", id: "old");
        await app.Client.RaiseEventAsync("old", "go", 1);
        await app.EndAsync("old");
        var at = NumberOf(app, "old", item => item is ChildCompleted);
        executed.Clear();
        var id = await app.Runtime.Engine.ForkAsync(new ForkRequest("old", at));
        Assert.Equal("\"x-A\"", (await app.EndAsync(id)).SerializedOutput);
        Assert.Equal(["A"], executed);
    }

    [Theory]
    [InlineData(1_000, "there is no event 1000")]
    [InlineData(1, "is a decision")]
    public async Task Fork_AtNoReceivedEvent_IsRefused(int at, string why)
    {
        await using var app = await StartAsync();
        await app.ScheduleAsync("Chain", "in", id: "old");
        await app.EndAsync("old");
        var error = await Assert.ThrowsAsync<ArgumentException>(() => app.Runtime.Engine.ForkAsync(new ForkRequest("old", at)));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => app.Runtime.Engine.ForkAsync(new ForkRequest("nobody", 0)));
        await Assert.ThrowsAsync<ArgumentException>(() => app.Runtime.Engine.ForkAsync(new ForkRequest("old", 0) { NewId = "old" }));
    }

    private static int NumberOf(DurableApp app, string id, Func<HistoryEvent, bool> which) =>
        HistoryReader.Number(app.Runtime.Engine.Hub.ReadTurns(app.Runtime.Engine.Find(id)!)).First(item => which(item.Event)).Number;

    private Task<DurableApp> StartAsync() => DurableApp.StartAsync(tasks =>
    {
        foreach (var name in (string[])["A", "B", "C"])
        {
            tasks.AddActivityFunc<string, string>(name, (_, text) =>
            {
                executed.Add(name);
                return $"{text}-{name}";
            });
        }

        tasks.AddOrchestratorFunc<string, string>("Chain", async (context, text) =>
        {
            foreach (var name in (string[])["A", "B", "C"])
                text = await context.CallActivityAsync<string>(name, text);
            return text;
        });
        tasks.AddOrchestratorFunc<bool, string>("Branch", async (context, left) =>
            await context.CallActivityAsync<string>(left ? "A" : "B", "x"));
        tasks.AddOrchestratorFunc<string>("Parent", async context =>
        {
            _ = context.NewGuid();
            await context.WaitForExternalEvent<int>("go");
            return await context.CallSubOrchestratorAsync<string>("Child");
        });
        tasks.AddOrchestratorFunc<string>("Child", context => context.CallActivityAsync<string>("A", "x"));
    });
}
