using Workflows.Contracts.Tools;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Registry;

public sealed class AttemptTests
{
    private static JumpingTime Clock => new(TimeSpan.FromSeconds(15));

    [Theory]
    [InlineData(ToolErrorKind.Unavailable)]
    [InlineData(ToolErrorKind.Throttled)]
    public async Task Invoke_PassingFailureOfReader_IsTriedAgain(ToolErrorKind kind)
    {
        await using var bench = ToolBench.Create(clock: Clock, own: ScriptedTool.Failing("flaky", kind, times: 2));
        var outcome = await bench.CallAsync("flaky", new { });
        Assert.Equal("mended", outcome.Good().Text);
        Assert.Equal(3, outcome.Attempts);
    }

    [Theory]
    [InlineData(ToolErrorKind.InvalidArguments)]
    [InlineData(ToolErrorKind.Failed)]
    [InlineData(ToolErrorKind.Denied)]
    public async Task Invoke_LastingFailure_IsNotTriedAgain(ToolErrorKind kind)
    {
        var tool = ScriptedTool.Failing("bad", kind);
        await using var bench = ToolBench.Create(clock: Clock, own: tool);
        Assert.Equal(kind, (await bench.CallAsync("bad", new { })).Error);
        Assert.Equal(1, tool.Calls);
    }

    [Fact]
    public async Task Invoke_UnavailableWriter_IsNotTriedAgain()
    {
        var tool = ScriptedTool.Failing("act", ToolErrorKind.Unavailable, effect: ToolEffect.Write);
        await using var bench = ToolBench.Create(new Dictionary<string, string?> { ["Tools:Allow:0"] = "act" }, clock: Clock, own: tool);
        await bench.CallAsync("act", new { });
        Assert.Equal(1, tool.Calls);
    }

    [Fact]
    public async Task Invoke_LongRetryAfter_LeavesTheWaitToTheWorkflow()
    {
        var tool = new ScriptedTool("busy", ToolEffect.ReadOnly, (_, _, _) =>
            throw new ToolException(ToolErrorKind.Throttled, "later") { RetryAfter = TimeSpan.FromMinutes(5) });
        await using var bench = ToolBench.Create(clock: Clock, own: tool);
        Assert.Equal(ToolErrorKind.Throttled, (await bench.CallAsync("busy", new { })).Error);
        Assert.Equal(1, tool.Calls);
    }

    [Fact]
    public async Task Invoke_ToolThatHangs_TimesOut()
    {
        var tool = new ScriptedTool("slow", ToolEffect.ReadOnly, async (_, _, _) =>
        {
            await new TaskCompletionSource<ToolResult>().Task;      // ignores its token, too
            return new ToolResult("");
        })
        {
            Descriptor = new ToolDescriptor("slow", "", """{"type":"object"}""", ToolEffect.ReadOnly, "test") { Timeout = TimeSpan.FromMilliseconds(20) },
        };
        await using var bench = ToolBench.Create(own: tool);
        Assert.Equal(ToolErrorKind.TimedOut, (await bench.CallAsync("slow", new { })).Error);
    }

    [Fact]
    public async Task Invoke_FiveFailures_OpensTheCircuitAndOneTryClosesIt()
    {
        var clock = Clock;
        var tool = ScriptedTool.Failing("down", ToolErrorKind.Unavailable, times: 15);
        await using var bench = ToolBench.Create(clock: clock, own: tool);
        for (var i = 0; i < 5; i++)
            Assert.Equal(ToolErrorKind.Unavailable, (await bench.CallAsync("down", new { })).Error);
        Assert.Equal(ToolErrorKind.CircuitOpen, (await bench.CallAsync("down", new { })).Error);
        Assert.True(Assert.Single(bench.Registry.Statistics(null)).CircuitOpen);
        Assert.Equal(15, tool.Calls);

        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("mended", (await bench.CallAsync("down", new { })).Good().Text);
        (await bench.CallAsync("down", new { })).Good();
    }

    [Fact]
    public async Task Invoke_AfterARestart_LeavesTheBrokenToolAloneAllTheSame()
    {
        var tool = ScriptedTool.Failing("down", ToolErrorKind.TimedOut);
        await using var before = ToolBench.Create(own: tool);       // on real time: the journal looks at the age of files
        for (var i = 0; i < 5; i++)
            await before.CallAsync("down", new { });
        await using var bench = ToolBench.Create(folder: before.Folder, own: tool);

        Assert.True(Assert.Single(bench.Registry.Statistics(null)).CircuitOpen);
        Assert.Equal(ToolErrorKind.CircuitOpen, (await bench.CallAsync("down", new { })).Error);
        Assert.Equal(5, tool.Calls);
    }

    [Fact]
    public async Task Invoke_FallbackOfBrokenTool_Answers()
    {
        await using var bench = ToolBench.Create(
            new Dictionary<string, string?> { ["Tools:Fallbacks:down"] = "spare" },
            clock: Clock,
            own: [ScriptedTool.Failing("down", ToolErrorKind.Unavailable), ScriptedTool.Answering("spare", ToolEffect.ReadOnly, "from the spare")]);
        var outcome = await bench.CallAsync("down", new { });
        Assert.Equal(("spare", "from the spare"), (outcome.Good().Tool, outcome.Text));
    }

    [Fact]
    public async Task Invoke_FallbackOfAServerThatCannotStart_Answers()
    {
        await using var bench = ToolBench.Create(
            new Dictionary<string, string?> { ["Tools:Mcp:gone:Command"] = "no-such-program", ["Tools:Fallbacks:gone_look"] = "spare" },
            own: ScriptedTool.Answering("spare", ToolEffect.ReadOnly, "from the spare"));
        Assert.Equal("from the spare", (await bench.CallAsync("gone_look", new { })).Good().Text);
    }

    [Fact]
    public async Task Invoke_FallbackWithEffects_AsksForItsOwnApproval()
    {
        var spare = ScriptedTool.Answering("spare", ToolEffect.Destructive);
        await using var bench = ToolBench.Create(
            new Dictionary<string, string?> { ["Tools:Fallbacks:down"] = "spare" }, clock: Clock,
            own: [ScriptedTool.Failing("down", ToolErrorKind.Unavailable), spare]);
        Assert.Equal("spare", (await bench.CallAsync("down", new { })).Approval!.Tool);
        Assert.Equal(0, spare.Calls);
    }

    [Fact]
    public async Task Invoke_FallbackOfAnApprovedCall_AsksForItsOwnApproval()
    {
        var spare = ScriptedTool.Answering("spare", ToolEffect.Destructive);
        await using var bench = ToolBench.Create(
            new Dictionary<string, string?> { ["Tools:Fallbacks:down"] = "spare" }, clock: Clock,
            own: [ScriptedTool.Failing("down", ToolErrorKind.Unavailable, effect: ToolEffect.Destructive), spare]);
        var outcome = await bench.CallApprovedAsync("down", new { });
        Assert.Equal((ToolErrorKind.NeedsApproval, "spare"), (outcome.Error, outcome.Approval?.Tool));
        Assert.Equal(0, spare.Calls);
        (await bench.CallAsync("spare", new { }, token: bench.Approvals.Issue(outcome.Approval!.Hash, "tester"))).Good();
    }

    [Fact]
    public async Task Invoke_ReaderWithTheApprovalOfItsFallback_LetsTheFallbackPass()
    {
        var spare = ScriptedTool.Answering("spare", ToolEffect.Destructive);
        await using var bench = ToolBench.Create(
            new Dictionary<string, string?> { ["Tools:Fallbacks:down"] = "spare" }, clock: Clock,
            own: [ScriptedTool.Failing("down", ToolErrorKind.Unavailable), spare]);
        Assert.Equal("spare", (await bench.CallApprovedAsync("down", new { })).Good().Tool);
    }

    [Fact]
    public async Task Invoke_LongResult_IsCutBetweenCharacters()
    {
        var tool = new ScriptedTool("much", ToolEffect.ReadOnly, (_, _, _) => Task.FromResult(new ToolResult(new string('ä', 100) + "😀")))
        {
            Descriptor = new ToolDescriptor("much", "", """{"type":"object"}""", ToolEffect.ReadOnly, "test") { OutputBytesMax = 202 },
        };
        await using var bench = ToolBench.Create(own: tool);
        var outcome = await bench.CallAsync("much", new { });
        Assert.True(outcome.Truncated);
        Assert.Equal(new string('ä', 100), outcome.Text);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("null")]
    public async Task Invoke_ArgumentsThatAreNoObject_AreRefused(string arguments)
    {
        await using var bench = ToolBench.Create(own: ScriptedTool.Answering("look", ToolEffect.ReadOnly));
        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallAsync("look", arguments)).Error);
    }

    [Fact]
    public async Task Invoke_UnknownOrDisabledTool_IsAnOutcome()
    {
        await using var bench = ToolBench.Create(
            new Dictionary<string, string?> { ["Tools:Disabled:0"] = "look" }, own: ScriptedTool.Answering("look", ToolEffect.ReadOnly));
        Assert.Equal(ToolErrorKind.UnknownTool, (await bench.CallAsync("nothing", new { })).Error);
        Assert.Equal(ToolErrorKind.UnknownTool, (await bench.CallAsync("look", new { })).Error);
    }
}
