namespace Microsoft.DurableTask;

/// <summary>What a retry handler is told about the attempt that failed.</summary>
/// <param name="OrchestrationContext">The context of the orchestration that made the call.</param>
/// <param name="LastAttemptNumber">Number of the failed attempt, from 1.</param>
/// <param name="LastFailure">Its failure.</param>
/// <param name="TotalRetryTime">Time since the first attempt began.</param>
/// <param name="CancellationToken">Cancelled when the orchestration is no longer interested.</param>
public record RetryContext(
    TaskOrchestrationContext OrchestrationContext,
    int LastAttemptNumber,
    TaskFailureDetails LastFailure,
    TimeSpan TotalRetryTime,
    CancellationToken CancellationToken);
