namespace Microsoft.DurableTask;

/// <summary>Decides after a failed attempt whether to try again; it must be deterministic.</summary>
public delegate bool RetryHandler(RetryContext retryContext);

/// <summary>Decides after a failed attempt whether to try again; it may await timers and other durable work.</summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
