using Workflows.Contracts.Review;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Tests.Orchestrators;

public sealed class AgentRetryTests
{
    [Theory]
    [InlineData(AgentOutcome.Throttled, 0, 0, 0, "wait 7")]
    [InlineData(AgentOutcome.Throttled, 3, 0, 0, "wait 7")]
    [InlineData(AgentOutcome.Throttled, 4, 0, 0, "fail")]
    [InlineData(AgentOutcome.TimedOut, 0, 2, 0, "wait 7")]
    [InlineData(AgentOutcome.TimedOut, 0, 3, 0, "fail")]
    [InlineData(AgentOutcome.Unavailable, 4, 0, 0, "wait 7")]
    [InlineData(AgentOutcome.Unavailable, 0, 3, 0, "fail")]
    [InlineData(AgentOutcome.Malformed, 0, 0, 0, "repair")]
    [InlineData(AgentOutcome.Malformed, 0, 0, 1, "fail")]
    [InlineData(AgentOutcome.Unauthorized, 0, 0, 0, "fail and block")]
    [InlineData(AgentOutcome.Refused, 0, 0, 0, "fail")]
    [InlineData(AgentOutcome.Invalid, 0, 0, 0, "fail")]
    public void Next_AfterOutcome_FollowsTheTable(AgentOutcome outcome, int throttled, int trouble, int repairs, string expected)
    {
        var result = new AgentResult(outcome) { Problem = "p", Cure = "c", RetryAfter = TimeSpan.FromSeconds(7) };

        var step = AgentRetry.Next(result, new AgentAttempts(throttled, trouble, repairs));

        Assert.Equal(expected, step switch
        {
            RetryStep.Wait wait => $"wait {wait.Delay.TotalSeconds:0}",
            RetryStep.Repair => "repair",
            RetryStep.Fail { BlockModel: true } => "fail and block",
            RetryStep.Fail => "fail",
            _ => "done",
        });
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 4)]
    [InlineData(2, 8)]
    public void Next_UnavailableWithoutRetryAfter_BacksOff(int trouble, int seconds)
    {
        var step = AgentRetry.Next(new AgentResult(AgentOutcome.Unavailable), new AgentAttempts(Trouble: trouble));

        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.IsType<RetryStep.Wait>(step).Delay);
    }

    [Fact]
    public void Next_RetryAfterOfADay_IsBounded()
    {
        var step = AgentRetry.Next(new AgentResult(AgentOutcome.Throttled) { RetryAfter = TimeSpan.FromDays(1) }, new AgentAttempts());

        Assert.Equal(AgentRetry.WaitMax, Assert.IsType<RetryStep.Wait>(step).Delay);
    }

    [Fact]
    public void Next_Answered_TakesTheReply()
    {
        var reply = new AgentReply();

        Assert.Same(reply, Assert.IsType<RetryStep.Done>(AgentRetry.Next(new AgentResult(AgentOutcome.Answered) { Reply = reply },
            new AgentAttempts())).Reply);
    }
}
