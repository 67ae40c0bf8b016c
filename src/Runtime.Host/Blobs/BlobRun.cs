using System.Text.Json;
using Microsoft.Extensions.Logging;
using Runtime.Host.Invocation;
using Runtime.Host.Logging;
using Runtime.Host.Triggers;
using Workflows.Storage;

namespace Runtime.Host.Blobs;

/// <summary>
/// What happens to one version of a blob: it runs until it succeeds, or is given up with a message in the poison queue. Then it has its receipt.
/// </summary>
internal sealed class BlobRun(
    FunctionEntry entry, TriggerInvoker invoker, BlobOptions options, BlobReceipts receipts, IStorageAccount account, ILogger logger)
{
    public const string PoisonQueue = "webjobs-blobtrigger-poison";

    /// <exception cref="OperationCanceledException">The host stops; the blob is taken up again at the next start.</exception>
    public async Task RunAsync(IBlobContainer container, StoredBlob blob, IReadOnlyDictionary<string, string> places)
    {
        for (var attempt = receipts.Attempts(blob.Name, blob.ETag) + 1; attempt <= options.Settings.PoisonBlobThreshold; attempt++)
        {
            receipts.SetAttempts(blob.Name, blob.ETag, attempt);
            await using var happened = new BlobEvent(container, blob, places);
            Exception? failure;
            try
            {
                failure = await invoker.InvokeAsync(entry, happened);
            }
            catch (OperationCanceledException)
            {
                receipts.SetAttempts(blob.Name, blob.ETag, attempt - 1);        // stopping is not failing
                throw;
            }
            if (failure is null || happened.IsGone)
            {
                await receipts.DoneAsync(blob.Name, blob.ETag);
                return;
            }
            if (attempt == options.Settings.PoisonBlobThreshold)
                await GiveUpAsync(container, blob, attempt, failure.Message);
        }
        if (!receipts.IsDone(blob.Name, blob.ETag))
            await GiveUpAsync(container, blob, options.Settings.PoisonBlobThreshold, "The process ended during each attempt, the last one included.");
    }

    private async Task GiveUpAsync(IBlobContainer container, StoredBlob blob, int attempts, string error)
    {
        var message = JsonSerializer.SerializeToUtf8Bytes(new
        {
            Type = "BlobTrigger",
            FunctionId = entry.Model.Name,
            BlobType = "BlockBlob",
            ContainerName = container.Name,
            BlobName = blob.Name,
            blob.ETag,
            Error = error.Length > 4096 ? error[..4096] : error,        // a message holds 64 KiB
        });
        var poison = account.Queue(PoisonQueue);
        await poison.CreateAsync();
        await poison.SendAsync(QueueBody.Encode(message, options.Queues.Encoding), new SendOptions { TimeToLive = Timeout.InfiniteTimeSpan });
        await receipts.DoneAsync(blob.Name, blob.ETag);
        logger.BlobPoisoned(entry.Model.Name, $"{container.Name}/{blob.Name}", attempts, PoisonQueue);
    }
}
