using Microsoft.DurableTask;
using Workflows.Contracts;

namespace Workflows.Functions.Orchestrators;

/// <summary>How orchestrators call activities: by typed reference, one by one or many with a bound. Deterministic.</summary>
internal static class Flow
{
    /// <summary>Calls an activity and waits for its result.</summary>
    /// <exception cref="TaskFailedException">The activity failed, also after the retries that <paramref name="options"/> ask
    /// for.</exception>
    public static Task<TOutput> CallAsync<TInput, TOutput>(
        this TaskOrchestrationContext context, Activity<TInput, TOutput> step, TInput input, TaskOptions? options = null) =>
        context.CallActivityAsync<TOutput>(step.Name, input, options);

    /// <summary>Takes back a durable timer. <c>CancelAsync</c> would go on from the thread pool, where an orchestrator must not be.</summary>
    public static void Stop(this CancellationTokenSource timer) => timer.Cancel();

    /// <summary>Runs work for every item, at most <paramref name="maxInFlight"/> at a time, and returns the results in the order of the
    /// items.</summary>
    public static async Task<IReadOnlyList<TResult>> FanOutAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, int maxInFlight, Func<TItem, Task<TResult>> work)
    {
        var results = new TResult[items.Count];
        var next = 0;       // an orchestrator runs on one thread, so lanes share the counter without a lock
        await Task.WhenAll(Enumerable.Range(0, Math.Min(maxInFlight, items.Count)).Select(_ => RunLaneAsync()));
        return results;

        async Task RunLaneAsync()
        {
            while (next < items.Count)
            {
                var mine = next++;
                results[mine] = await work(items[mine]);
            }
        }
    }

    /// <summary>Calls an activity for every input, at most <paramref name="maxInFlight"/> at a time.</summary>
    /// <exception cref="TaskFailedException">One of the calls failed; thrown when all lanes have ended.</exception>
    public static Task<IReadOnlyList<TOutput>> FanOutAsync<TInput, TOutput>(
        this TaskOrchestrationContext context, Activity<TInput, TOutput> step, IReadOnlyList<TInput> inputs, int maxInFlight,
            TaskOptions? options = null) =>
        FanOutAsync(inputs, maxInFlight, input => context.CallAsync(step, input, options));
}
