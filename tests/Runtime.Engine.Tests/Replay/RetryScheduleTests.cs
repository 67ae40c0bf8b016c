using Microsoft.DurableTask;
using Runtime.Engine.Replay;

namespace Runtime.Engine.Tests.Replay;

public sealed class RetryScheduleTests
{
    private static readonly DateTime First = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    /// <summary>
    /// Attempts, first interval (s), coefficient, max interval (s), timeout (s); the attempt that failed, seconds since the first; the delay (s).
    /// </summary>
    [Theory]
    [InlineData(5, 5, 1.0, null, null, 1, 0, 5.0)]
    [InlineData(5, 5, 1.0, null, null, 4, 0, 5.0)]
    [InlineData(5, 5, 1.0, null, null, 5, 0, null)]
    [InlineData(1, 5, 1.0, null, null, 1, 0, null)]
    [InlineData(9, 5, 2.0, null, null, 1, 0, 5.0)]
    [InlineData(9, 5, 2.0, null, null, 2, 0, 10.0)]
    [InlineData(9, 5, 2.0, null, null, 5, 0, 80.0)]
    [InlineData(9, 5, 1.5, null, null, 3, 0, 11.25)]
    [InlineData(9, 5, 2.0, 30, null, 3, 0, 20.0)]
    [InlineData(9, 5, 2.0, 30, null, 4, 0, 30.0)]
    [InlineData(99, 5, 2.0, null, null, 20, 0, 3600.0)]
    [InlineData(9_999, 5, 10.0, null, null, 5_000, 0, 3600.0)]
    [InlineData(9, 5, 1.0, null, 60, 3, 59, 5.0)]
    [InlineData(9, 5, 1.0, null, 60, 3, 60, null)]
    [InlineData(9, 5, 1.0, null, 60, 3, 600, null)]
    [InlineData(9, 5, 1.0, null, null, 3, 1_000_000, 5.0)]
    public void Next_OfATable_IsTheDelay(int attempts, int first, double coefficient, int? max, int? timeout, int failed, int elapsed, double? delay)
    {
        var policy = new RetryPolicy(attempts, TimeSpan.FromSeconds(first), coefficient, Seconds(max), Seconds(timeout));
        Assert.Equal(delay, RetrySchedule.Next(policy, failed, First, First.AddSeconds(elapsed))?.TotalSeconds);
    }

    [Fact]
    public void Next_InfiniteMaxInterval_IsNotCapped()
    {
        var policy = new RetryPolicy(99, TimeSpan.FromHours(1), 2, Timeout.InfiniteTimeSpan);
        Assert.Equal(TimeSpan.FromHours(8), RetrySchedule.Next(policy, 4, First, First));
    }

    [Fact]
    public void Next_InfiniteMaxIntervalAndManyAttempts_StaysATime()
    {
        var policy = new RetryPolicy(int.MaxValue, TimeSpan.FromHours(1), 10, Timeout.InfiniteTimeSpan);
        Assert.True(RetrySchedule.Next(policy, 1_000, First, First) > TimeSpan.FromDays(365));
    }

    [Fact]
    public void Next_TimeoutBeyondTheEndOfTime_NeverEnds()
    {
        var policy = new RetryPolicy(9, TimeSpan.FromSeconds(1), retryTimeout: TimeSpan.MaxValue);
        Assert.NotNull(RetrySchedule.Next(policy, 1, First, First.AddYears(100)));
    }

    [Theory]
    [InlineData("ActivityTaskNotFound", true)]
    [InlineData("OrchestratorTaskNotFound", true)]
    [InlineData("VersionMismatch", true)]
    [InlineData("System.TimeoutException", false)]
    public void NeverRetried_OfAnErrorType_IsTrueWhereAnAttemptCannotHelp(string type, bool expected) =>
        Assert.Equal(expected, RetrySchedule.NeverRetried(new TaskFailureDetails(type, "", null, null, null)));

    private static TimeSpan? Seconds(int? value) => value is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
