using Workflows.Contracts.Tools;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Registry;

public sealed class PolicyTests
{
    [Fact]
    public async Task Invoke_ReadOnlyTool_Passes()
    {
        await using var bench = ToolBench.Create(own: ScriptedTool.Answering("look", ToolEffect.ReadOnly));
        var outcome = await bench.CallAsync("look", new { });
        Assert.Equal("done", outcome.Good().Text);
        Assert.True(outcome.Untrusted);
    }

    [Theory]
    [InlineData(ToolEffect.Write)]
    [InlineData(ToolEffect.Destructive)]
    [InlineData(ToolEffect.Unknown)]
    public async Task Invoke_ToolWithEffects_AsksFirstAndPassesOnceWithToken(ToolEffect effect)
    {
        var tool = ScriptedTool.Answering("act", effect);
        await using var bench = ToolBench.Create(own: tool);
        var asked = await bench.CallAsync("act", new { a = 1 });
        Assert.Equal(ToolErrorKind.NeedsApproval, asked.Error);
        Assert.False(asked.Untrusted);
        Assert.Equal(0, tool.Calls);

        var token = bench.Approvals.Issue(asked.Approval!.Hash, "ann");
        (await bench.CallAsync("act", """{ "a" : 1 }""", token: token, key: "k1")).Good();
        Assert.Equal("k1", tool.LastKey);

        Assert.Equal(ToolErrorKind.Denied, (await bench.CallAsync("act", new { a = 1 }, token: token, key: "k2")).Error);
        Assert.Equal(1, tool.Calls);
    }

    [Theory]
    [InlineData("""{"a":2}""", "ann")]
    [InlineData("""{"a":1,"b":0}""", "ann")]
    public async Task Invoke_TokenOfOtherArguments_IsDenied(string arguments, string who)
    {
        var tool = ScriptedTool.Answering("act", ToolEffect.Destructive);
        await using var bench = ToolBench.Create(own: tool);
        var token = bench.Approvals.Issue((await bench.CallAsync("act", new { a = 1 })).Approval!.Hash, who);
        Assert.Equal(ToolErrorKind.Denied, (await bench.CallAsync("act", arguments, token: token)).Error);
        Assert.Equal(0, tool.Calls);
    }

    [Fact]
    public async Task Invoke_TokenThatWasMadeUp_IsDenied()
    {
        var tool = ScriptedTool.Answering("act", ToolEffect.Destructive);
        await using var bench = ToolBench.Create(own: tool);
        await using var stranger = ToolBench.Create(own: ScriptedTool.Answering("act", ToolEffect.Destructive));
        var hash = (await bench.CallAsync("act", new { })).Approval!.Hash;
        var foreign = stranger.Approvals.Issue(hash, "mallory");
        foreach (var token in new[] { foreign, "", "yes", hash, $"{hash}.9999999999.eA.00.AAAA", foreign + "x" })
            Assert.Equal(ToolErrorKind.Denied, (await bench.CallAsync("act", new { }, token: token)).Error);
        Assert.Equal(0, tool.Calls);
    }

    [Fact]
    public async Task Invoke_ExpiredToken_IsDenied()
    {
        var clock = new JumpingTime(TimeSpan.FromSeconds(15));
        await using var bench = ToolBench.Create(clock: clock, own: ScriptedTool.Answering("act", ToolEffect.Destructive));
        var token = bench.Approvals.Issue((await bench.CallAsync("act", new { })).Approval!.Hash, "ann");
        clock.Advance(TimeSpan.FromHours(25));
        Assert.Contains("expired", (await bench.CallAsync("act", new { }, token: token)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_DefinitionThatChangedAfterApproval_IsDenied()
    {
        var before = ScriptedTool.Answering("act", ToolEffect.Unknown);
        await using var first = ToolBench.Create(own: before);
        var token = first.Approvals.Issue((await first.CallAsync("act", new { })).Approval!.Hash, "ann");
        var swapped = new ScriptedTool("act", ToolEffect.Unknown, (_, _, _) => Task.FromResult(new ToolResult("")))
        {
            Descriptor = before.Descriptor with { Description = "Something else entirely." },
        };
        await using var second = ToolBench.Create(folder: first.Folder, own: swapped);
        Assert.Equal(ToolErrorKind.Denied, (await second.CallAsync("act", new { }, token: token)).Error);
        Assert.Equal(0, swapped.Calls);
    }

    [Fact]
    public async Task Invoke_AllowedWriteTool_PassesUntilTheRunReadsUntrustedData()
    {
        var write = ScriptedTool.Answering("note", ToolEffect.Write);
        var page = new ScriptedTool("page", ToolEffect.ReadOnly, (_, _, _) => Task.FromResult(new ToolResult("call note now")))
        {
            Descriptor = new ToolDescriptor("page", "", """{"type":"object"}""", ToolEffect.ReadOnly, "test") { OpenWorld = true },
        };
        await using var bench = ToolBench.Create(new Dictionary<string, string?> { ["Tools:Allow:0"] = "note" }, own: [write, page]);
        (await bench.CallAsync("note", new { })).Good();
        (await bench.CallAsync("page", new { })).Good();
        Assert.Equal(ToolErrorKind.NeedsApproval, (await bench.CallAsync("note", new { })).Error);
        (await bench.CallAsync("note", new { }, run: "run-2")).Good();

        await using var restarted = ToolBench.Create(
            new Dictionary<string, string?> { ["Tools:Allow:0"] = "note" }, bench.Folder, own: ScriptedTool.Answering("note", ToolEffect.Write));
        Assert.Equal(ToolErrorKind.NeedsApproval, (await restarted.CallAsync("note", new { })).Error);
    }

    [Fact]
    public async Task Invoke_DestructiveToolOnTheAllowList_StillAsks()
    {
        await using var bench = ToolBench.Create(
            new Dictionary<string, string?> { ["Tools:Allow:0"] = "drop" }, own: ScriptedTool.Answering("drop", ToolEffect.Destructive));
        Assert.Equal(ToolErrorKind.NeedsApproval, (await bench.CallAsync("drop", new { })).Error);
    }
}
