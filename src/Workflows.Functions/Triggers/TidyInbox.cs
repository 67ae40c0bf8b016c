using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Workflows.Functions.Entities;

namespace Workflows.Functions.Triggers;

/// <summary>Takes items of runs that were ended by force out of the inbox. They are shown to nobody before that either.</summary>
public static class TidyInbox
{
    /// <summary>Every ten minutes.</summary>
    /// <param name="timer">The schedule.</param>
    /// <param name="client">Knows the runs and the items.</param>
    /// <param name="cancellationToken">The host stops.</param>
    [Function("TidyInbox")]
    public static async Task RunAsync(
        [TimerTrigger("30 */10 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        await InboxReader.TidyAsync(client, cancellationToken);
}
