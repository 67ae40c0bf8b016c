using Microsoft.DurableTask;
using Runtime.Engine.History;
using Runtime.Engine.Replay;
using Runtime.Engine.Tests.Support;

namespace Runtime.Engine.Tests.Replay;

public sealed class NonDeterminismTests
{
    [Fact]
    public void Replay_AnotherActivity_NamesTurnDecisionAndBoth()
    {
        var error = Changed(
            async context =>
            {
                await context.CallActivityAsync("A");
                await Task.WhenAll(context.CallActivityAsync("B"), context.CallActivityAsync("C"));
                return null;
            },
            async context =>
            {
                await context.CallActivityAsync("A");
                await Task.WhenAll(context.CallActivityAsync("B"), context.CallActivityAsync("D"));
                return null;
            },
            new ActivityCompleted(0, null));
        Assert.StartsWith("Turn 2, decision 1: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("activity 'C' (#2)", error.Message, StringComparison.Ordinal);
        Assert.Contains("activity 'D' (#2)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_TimerInsteadOfActivity_IsFound() => Assert.StartsWith("Turn 1, decision 0: ", Changed(
        async context =>
        {
            await context.CallActivityAsync("A");
            return null;
        },
        async context =>
        {
            await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            return null;
        }).Message, StringComparison.Ordinal);

    [Fact]
    public void Replay_OneDecisionLess_SaysNothing() => Assert.Contains("the code now does nothing", Changed(
        async context =>
        {
            _ = context.CallActivityAsync("A");
            await context.WaitForExternalEvent<int>("e");
            return null;
        },
        async context =>
        {
            await context.WaitForExternalEvent<int>("e");
            return null;
        }).Message, StringComparison.Ordinal);

    [Fact]
    public void Replay_OneDecisionMore_SaysSo() => Assert.Contains("the history has nothing, the code now does a call of activity 'A'", Changed(
        async context =>
        {
            await context.WaitForExternalEvent<int>("e");
            return null;
        },
        async context =>
        {
            _ = context.CallActivityAsync("A");
            await context.WaitForExternalEvent<int>("e");
            return null;
        }).Message, StringComparison.Ordinal);

    [Fact]
    public void Replay_AChildWithARandomId_IsFound() => Assert.Contains("sub-orchestration 'Child'", Changed(
        async context => await context.CallSubOrchestratorAsync<object?>("Child", new SubOrchestrationOptions(instanceId: "one")),
        async context => await context.CallSubOrchestratorAsync<object?>("Child", new SubOrchestrationOptions(instanceId: "two"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Replay_ActivityNameInAnotherCaseAndAnotherInput_IsNoDifference()
    {
        var before = Live.Begin(async context => await context.CallActivityAsync<object?>("Charge", 1));
        var after = new Live(async context => await context.CallActivityAsync<object?>("CHARGE", 2));
        Assert.Single(before.Replay(after).Open);
    }

    private static NonDeterminismException Changed(
        Func<TaskOrchestrationContext, Task<object?>> before, Func<TaskOrchestrationContext, Task<object?>> after, params HistoryEvent[] second)
    {
        var live = Live.Begin(before);
        if (second.Length > 0)
            live.Turn(second);
        return Assert.Throws<NonDeterminismException>(() => live.Replay(new Live(after)));
    }
}
