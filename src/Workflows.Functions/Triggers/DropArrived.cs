using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Workflows.Contracts.Batches;
using Workflows.Functions.Drops;

namespace Workflows.Functions.Triggers;

/// <summary>Starts the workflow <c>ProcessDrop</c> for each version of a blob that is put into the container <c>drops</c>.</summary>
public static class DropArrived
{
    private const string Container = "drops";

    private static readonly OrchestrationRuntimeStatus[] Any =
    [
        OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended,
        OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated,
    ];

    /// <summary>Starts a run, unless the version has one.</summary>
    /// <param name="blob">The drop.</param>
    /// <param name="name">Its name.</param>
    /// <param name="client">Starts it.</param>
    /// <param name="cancellationToken">The host stops.</param>
    [Function("DropArrived")]
    public static async Task RunAsync(
        [BlobTrigger(Container + "/{name}")] BlobClient blob, string name, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (DropNames.IsReport(name))
            return;
        var etag = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ETag.ToString().Trim('"');
        var options = new StartOrchestrationOptions(DropNames.Run(Container, name, etag)).WithDedupeStatuses(Any);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync("ProcessDrop", new DropRequest(Container, name) { ETag = etag }, options, cancellationToken);
        }
        catch (Exception error) when (error.GetType().Name == "OrchestrationAlreadyExistsException")
        {
            // It was announced before.
        }
    }
}
