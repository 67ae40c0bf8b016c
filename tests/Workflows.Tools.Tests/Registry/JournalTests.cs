using Workflows.Contracts.Tools;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Registry;

public sealed class JournalTests
{
    [Fact]
    public async Task Invoke_FinishedKeyAfterRestart_AnswersFromTheJournal()
    {
        var first = ScriptedTool.Answering("look", ToolEffect.ReadOnly, "once");
        await using var bench = ToolBench.Create(own: first);
        (await bench.CallAsync("look", new { }, key: "k")).Good();

        var second = ScriptedTool.Answering("look", ToolEffect.ReadOnly, "twice");
        await using var restarted = ToolBench.Create(folder: bench.Folder, own: second);
        var again = await restarted.CallAsync("look", new { }, key: "k");
        Assert.Equal("once", again.Text);
        Assert.True(again.FromJournal);
        Assert.Equal(0, second.Calls);
    }

    [Fact]
    public async Task Invoke_DestructiveCallFinishedBeforeCrash_IsNotRepeatedAndNeedsNoNewApproval()
    {
        var tool = ScriptedTool.Answering("act", ToolEffect.Destructive);
        await using var bench = ToolBench.Create(own: tool);
        var token = bench.Approvals.Issue((await bench.CallAsync("act", new { })).Approval!.Hash, "ann");
        (await bench.CallAsync("act", new { }, token: token, key: "k")).Good();
        await using var restarted = ToolBench.Create(folder: bench.Folder, own: tool);
        Assert.True((await restarted.CallAsync("act", new { }, token: token, key: "k")).Good().FromJournal);
        Assert.Equal(1, tool.Calls);
    }

    [Fact]
    public async Task Invoke_CallUnderWayAtCrash_RunsAgainOnlyWhenIdempotent()
    {
        using var crash = new CancellationTokenSource();
        var act = Hanging("act", ToolEffect.Write);
        var look = Hanging("look", ToolEffect.ReadOnly);
        var settings = new Dictionary<string, string?> { ["Tools:Allow:0"] = "act" };
        await using var bench = ToolBench.Create(settings, own: [act, look]);
        var running = new[] { "act", "look" }.Select(name => bench.Registry.InvokeAsync(new ToolCall("r", "a", name, name, "{}"), name, crash.Token)).ToArray();
        await crash.CancelAsync();
        foreach (var call in running)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        var (actAgain, lookAgain) = (ScriptedTool.Answering("act", ToolEffect.Write), ScriptedTool.Answering("look", ToolEffect.ReadOnly));
        await using var restarted = ToolBench.Create(settings, bench.Folder, own: [actAgain, lookAgain]);
        Assert.Equal(ToolErrorKind.Interrupted, (await restarted.CallAsync("act", "{}", run: "r", key: "act")).Error);
        Assert.Equal(0, actAgain.Calls);
        (await restarted.CallAsync("look", "{}", run: "r", key: "look")).Good();
    }

    [Fact]
    public async Task Invoke_KeyOfAnotherCall_IsDenied()
    {
        await using var bench = ToolBench.Create(own: ScriptedTool.Answering("look", ToolEffect.ReadOnly));
        (await bench.CallAsync("look", new { a = 1 }, key: "k")).Good();
        Assert.Equal(ToolErrorKind.Denied, (await bench.CallAsync("look", new { a = 2 }, key: "k")).Error);
    }

    [Fact]
    public async Task Statistics_AfterRestart_AreThoseOfBefore()
    {
        await using var bench = ToolBench.Create(own: [ScriptedTool.Answering("look", ToolEffect.ReadOnly), ScriptedTool.Failing("bad", ToolErrorKind.Failed)]);
        for (var i = 0; i < 3; i++)
            await bench.CallAsync("look", new { }, run: "run-1");
        await bench.CallAsync("bad", new { }, run: "run-2");

        await using var restarted = ToolBench.Create(folder: bench.Folder);
        Assert.Equal(["bad", "look"], restarted.Registry.Statistics(null).Select(tool => tool.Tool));
        var bad = Assert.Single(restarted.Registry.Statistics("run-2"));
        Assert.Equal((1, 1), (bad.Calls, bad.Failures));
        Assert.Equal(1, bad.ByError[ToolErrorKind.Failed]);
        Assert.Equal(3, Assert.Single(restarted.Registry.Statistics("run-1")).Calls);
    }

    [Fact]
    public async Task Find_JournalTornByACrash_KeepsTheWholeLines()
    {
        await using var bench = ToolBench.Create(own: ScriptedTool.Answering("look", ToolEffect.ReadOnly));
        await bench.CallAsync("look", new { }, key: "k");
        var file = Assert.Single(Directory.GetFiles(Path.Combine(bench.Folder, "data", "calls")));
        await using (var copy = new FileStream(file.Replace("calls-0", "calls-00", StringComparison.Ordinal), FileMode.CreateNew))
            copy.Write([.. "not json\n{\"key\":\"half"u8]);
        await using var restarted = ToolBench.Create(folder: bench.Folder, own: ScriptedTool.Failing("look", ToolErrorKind.Failed));
        Assert.True((await restarted.CallAsync("look", new { }, key: "k")).Good().FromJournal);
    }

    private static ScriptedTool Hanging(string name, ToolEffect effect) => new(name, effect, async (_, _, token) =>
    {
        await Task.Delay(Timeout.Infinite, token);
        return new ToolResult("");
    });
}
