using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Workflows.Activities.Streams;

namespace Workflows.Functions.Triggers;

/// <summary>Deletes the streams of runs that were purged: a stream lives as long as its run.</summary>
/// <param name="streams">The streams.</param>
public sealed class PurgeStreams(RunStreams streams)
{
    /// <summary>Every ten minutes.</summary>
    /// <param name="timer">The schedule.</param>
    /// <param name="client">Knows the runs.</param>
    /// <param name="cancellationToken">The host stops.</param>
    [Function("PurgeStreams")]
    public async Task RunAsync(
        [TimerTrigger("0 */10 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        foreach (var run in streams.Runs())
        {
            if (await client.GetInstanceAsync(run, cancellationToken) is null)
                streams.Delete(run);
        }
    }
}
