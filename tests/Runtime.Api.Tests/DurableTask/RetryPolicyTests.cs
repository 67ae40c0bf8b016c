using Microsoft.DurableTask;

namespace Runtime.Api.Tests.DurableTask;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 5)]
    [InlineData(5000, 5)]
    public void Fact001And002_DelayBefore_NthRetry_GrowsUpToTheCap(int retry, int seconds)
    {
        var policy = new RetryPolicy(10, Second, backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.FromSeconds(seconds == 0 ? 1 : seconds), policy.DelayBefore(retry));
    }

    [Fact]
    public void Fact002And003_Defaults_AreOneHourAndForEver()
    {
        var policy = new RetryPolicy(3, Second);

        Assert.Equal(TimeSpan.FromHours(1), policy.MaxRetryInterval);
        Assert.Equal(Timeout.InfiniteTimeSpan, policy.RetryTimeout);
        Assert.Equal(1, policy.BackoffCoefficient);
        Assert.Equal(TimeSpan.FromHours(1), new RetryPolicy(3, TimeSpan.FromHours(2)).DelayBefore(0));
    }

    [Theory]
    [InlineData(0, 1000, 1.0, null, null)]
    [InlineData(-1, 1000, 1.0, null, null)]
    [InlineData(1, 0, 1.0, null, null)]
    [InlineData(1, -5, 1.0, null, null)]
    [InlineData(1, 1000, 0.99, null, null)]
    [InlineData(1, 1000, double.NaN, null, null)]
    [InlineData(1, 1000, 1.0, 999, null)]
    [InlineData(1, 1000, 1.0, null, 999)]
    public void Fact004_Constructor_ArgumentOutOfRange_Throws(int attempts, int first, double coefficient, int? max, int? timeout) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(
            attempts, TimeSpan.FromMilliseconds(first), coefficient, Span(max), Span(timeout)));

    [Fact]
    public void Fact004_Constructor_InfiniteLimits_AreTaken()
    {
        var policy = new RetryPolicy(2, Second, 2, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        Assert.Equal(TimeSpan.FromSeconds(1024), policy.DelayBefore(10));
        Assert.Equal(TimeSpan.MaxValue, policy.DelayBefore(10_000));
    }

    [Fact]
    public void Fact007_HandleFailure_SaysNo_PolicyDoesNotHandle()
    {
        var policy = new RetryPolicy(2, Second) { HandleFailure = failure => failure.IsCausedBy<TimeoutException>() };

        Assert.True(policy.Handles(TaskFailureDetails.FromException(new TimeoutException())));
        Assert.False(policy.Handles(TaskFailureDetails.FromException(new FormatException())));
        Assert.True(policy.Handle(new TaskFailedException("a", 0, new TimeoutException())));
    }

    [Fact]
    public async Task Options_FromEachKindOfRetry_KeepIt()
    {
        var policy = new RetryPolicy(2, Second);
        Assert.Same(policy, TaskOptions.FromRetryPolicy(policy).Retry!.Policy);
        Assert.Null(TaskOptions.FromRetryPolicy(policy).Retry!.Handler);

        RetryHandler handler = retry => retry.LastAttemptNumber < 3;
        var options = TaskOptions.FromRetryHandler(handler);
        var context = new RetryContext(new FakeContext(), 2, TaskFailureDetails.FromException(new FormatException()), Second, default);
        Assert.True(await options.Retry!.Handler!(context));
        Assert.False(await options.Retry!.Handler!(context with { LastAttemptNumber = 3 }));
    }

    private static TimeSpan? Span(int? milliseconds) => milliseconds is { } value ? TimeSpan.FromMilliseconds(value) : null;
}
