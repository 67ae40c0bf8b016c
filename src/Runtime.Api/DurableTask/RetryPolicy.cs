using System.ComponentModel;

namespace Microsoft.DurableTask;

/// <summary>Retries with a growing delay: <c>first * coefficient^n</c>, capped, for so many attempts and so long.</summary>
public class RetryPolicy
{
    private static readonly TimeSpan DefaultMaxRetryInterval = TimeSpan.FromHours(1);

    private readonly Func<TaskFailureDetails, bool> handleFailure = static _ => true;

    /// <summary>Checks and keeps the numbers of the policy.</summary>
    /// <param name="maxNumberOfAttempts">All attempts, the first one included; at least 1.</param>
    /// <param name="firstRetryInterval">Delay after the first failure; more than zero.</param>
    /// <param name="backoffCoefficient">Growth of the delay; at least 1.</param>
    /// <param name="maxRetryInterval">Upper bound of one delay; one hour when null, none when infinite.</param>
    /// <param name="retryTimeout">No retry is begun after this time since the first attempt; infinite when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNumberOfAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        if (!(backoffCoefficient >= 1) || double.IsInfinity(backoffCoefficient))
        {
            throw new ArgumentOutOfRangeException(
                nameof(backoffCoefficient), backoffCoefficient, "The coefficient must be 1 or more, and finite.");
        }

        ThrowIfShorterThanFirst(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        ThrowIfShorterThanFirst(retryTimeout, firstRetryInterval, nameof(retryTimeout));
        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? DefaultMaxRetryInterval;
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    /// <summary>All attempts, the first one included.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>Delay after the first failure.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>Growth of the delay per retry.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>Upper bound of one delay.</summary>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary>No retry is begun after this time since the first attempt; infinite by default.</summary>
    public TimeSpan RetryTimeout { get; }

    /// <summary>Says whether an exception is worth a retry; derived from <see cref="HandleFailure"/>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Func<Exception, bool> Handle => exception => handleFailure(
        exception is TaskFailedException failed ? failed.FailureDetails : TaskFailureDetails.FromException(exception));

    /// <summary>Kept for source compatibility; never called.</summary>
    [Obsolete("This functionality is not implemented. Will be removed in the future. "
        + "Use TaskOptions.FromRetryHandler or HandleFailure instead.")]
    public Func<Exception, Task<bool>>? HandleAsync { get; set; }

    /// <summary>Says whether a failure is worth a retry; every failure is by default.</summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            handleFailure = value;
        }
    }

    /// <summary>True when the failure is of a kind the policy retries.</summary>
    internal bool Handles(TaskFailureDetails failure) => handleFailure(failure);

    /// <summary>Delay before a retry; <paramref name="retry"/> is 0 after the first failure.</summary>
    internal TimeSpan DelayBefore(int retry)
    {
        var cap = MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : MaxRetryInterval;
        var ticks = FirstRetryInterval.Ticks * Math.Pow(BackoffCoefficient, retry);
        return ticks >= cap.Ticks ? cap : TimeSpan.FromTicks((long)ticks);
    }

    private static void ThrowIfShorterThanFirst(TimeSpan? value, TimeSpan first, string name)
    {
        if (value is { } given && given != Timeout.InfiniteTimeSpan && given < first)
        {
            throw new ArgumentOutOfRangeException(name, given, "The value must not be shorter than the first retry interval.");
        }
    }
}
