using Microsoft.DurableTask;

namespace Runtime.Engine.Replay;

/// <summary>When a failed task is tried again. Pure: a policy, an attempt and two times in, a delay out.</summary>
internal static class RetrySchedule
{
    /// <summary>Failures that another attempt cannot mend.</summary>
    public static bool NeverRetried(TaskFailureDetails failure) =>
        failure.ErrorType is FailureTypes.ActivityNotFound or FailureTypes.OrchestratorNotFound or FailureTypes.VersionMismatch;

    /// <summary>The wait before the next attempt: FirstRetryInterval x BackoffCoefficient^(attempt - 1), at most MaxRetryInterval.</summary>
    /// <param name="policy">The caller's policy.</param>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="firstAttempt">When the first attempt was scheduled.</param>
    /// <param name="now">The orchestrator's clock.</param>
    /// <returns>The delay; null when no attempt is left or the policy's time is over.</returns>
    public static TimeSpan? Next(RetryPolicy policy, int attempt, DateTime firstAttempt, DateTime now)
    {
        if (attempt >= policy.MaxNumberOfAttempts)
            return null;
        var ends = policy.RetryTimeout != Timeout.InfiniteTimeSpan && policy.RetryTimeout < DateTime.MaxValue - firstAttempt;
        if (ends && now >= firstAttempt + policy.RetryTimeout)
            return null;
        return policy.DelayBefore(attempt - 1);
    }
}
