using Microsoft.Extensions.Logging;
using Runtime.Host.Invocation;
using Runtime.Host.Logging;

namespace Runtime.Host.Triggers;

/// <summary>Calls functions for the listeners. A failure is logged here, with the function and what set it off, and handed back.</summary>
internal sealed class TriggerInvoker(FunctionRuntime runtime, TriggerCalls calls, TimeProvider clock, ILogger<TriggerInvoker> logger)
{
    /// <param name="function">The function.</param>
    /// <param name="happened">What sets it off.</param>
    /// <param name="delay">Waits between attempts; null: by the clock.</param>
    /// <returns>Null when the function succeeded, its outputs written; else what it failed with.</returns>
    /// <exception cref="OperationCanceledException">The host stops and the function gave up when it was told: it neither succeeded nor failed.</exception>
    public async Task<Exception?> InvokeAsync(FunctionEntry function, TriggerEvent happened, Func<TimeSpan, CancellationToken, Task>? delay = null)
    {
        var retry = function.Retry;
        for (var attempt = 0; ; attempt++)
        {
            var failure = await AttemptAsync(function, happened, attempt);
            if (failure is null || !retry.Allows(attempt))
                return failure;
            var pause = retry.Delay(attempt);
            await (delay is null ? Task.Delay(pause, clock, calls.Cancelled) : delay(pause, calls.Cancelled));
        }
    }

    private async Task<Exception?> AttemptAsync(FunctionEntry function, TriggerEvent happened, int attempt)
    {
        using var running = calls.Begin();
        var name = function.Model.Name;
        var began = clock.GetTimestamp();
        var source = new InvocationSource { Event = happened, Attempt = attempt, Cancellation = calls.Cancelled };
        try
        {
            await using var services = new InvocationServices(runtime.Services);
            using var invocation = new InvocationContext(function, services, source);
            await runtime.Pipeline.RunAsync(invocation);
            logger.FunctionSucceeded(name, happened.Reason, clock.GetElapsedTime(began).TotalMilliseconds);
            return null;
        }
        catch (OperationCanceledException) when (calls.Cancelled.IsCancellationRequested)
        {
            logger.FunctionCancelled(name, happened.Reason);
            throw;
        }
        catch (Exception error)
        {
            logger.FunctionFailed(error, name, happened.Reason, attempt + 1);
            return error;
        }
    }
}
