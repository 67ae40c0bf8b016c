namespace Microsoft.DurableTask;

public abstract partial class TaskOrchestrationContext
{
    /// <summary>Waits for an external event; one that came earlier and was not read counts.</summary>
    /// <exception cref="TaskCanceledException">The token was cancelled first.</exception>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>Waits for an external event, but not longer than a time.</summary>
    /// <exception cref="TaskCanceledException">The time was up first.</exception>
    public Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout) =>
        WaitForExternalEvent<T>(eventName, timeout, CancellationToken.None);

    /// <summary>Waits for an external event, but not longer than a time.</summary>
    /// <param name="eventName">The name, case ignored.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="TaskCanceledException">The time was up, or the token was cancelled, first.</exception>
    public Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout, CancellationToken cancellationToken) =>
        timeout == Timeout.InfiniteTimeSpan
            ? WaitForExternalEvent<T>(eventName, cancellationToken)
            : WaitForEventOrTimerAsync<T>(eventName, timeout, cancellationToken);

    private async Task<T> WaitForEventOrTimerAsync<T>(string eventName, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timerStop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var waiterStop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = CreateTimer(timeout, timerStop.Token);
        var waiter = WaitForExternalEvent<T>(eventName, waiterStop.Token);

        await Task.WhenAny(waiter, timer);
        if (waiter.IsCompleted)
        {
            StopNow(timerStop);
            return await waiter;
        }

        StopNow(waiterStop);
        throw new TaskCanceledException($"The event '{eventName}' did not arrive within {timeout}.");
    }

    // Synchronous on purpose: CancelAsync would continue on the thread pool, and an orchestrator runs on one thread.
    private static void StopNow(CancellationTokenSource source) => source.Cancel();
}
