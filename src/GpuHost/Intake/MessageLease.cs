using Microsoft.Extensions.Logging;

namespace GpuHost.Intake;

/// <summary>Keeps a message hidden while its batch is worked on, and tells when it could not: then somebody else has it.</summary>
internal sealed partial class MessageLease(IStorageQueue queue, StorageMessage message, TimeSpan length, TimeProvider clock, ILogger log) : IDisposable
{
    private readonly CancellationTokenSource over = new();
    private readonly CancellationTokenSource lost = new();
    private string receipt = message.PopReceipt!;
    private Task keeping = Task.CompletedTask;

    /// <summary>Cancelled when the message belongs to somebody else.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Renews from now on, at half of each lease.</summary>
    public void Keep() => keeping = KeepAsync();

    /// <summary>Removes the message for good.</summary>
    /// <returns>False when it belonged to somebody else by then.</returns>
    public Task<bool> DeleteAsync() => EndAsync(() => queue.DeleteAsync(message.Id, receipt, CancellationToken.None));

    /// <summary>Lets the message appear again after a time.</summary>
    /// <returns>False when it belonged to somebody else by then.</returns>
    public Task<bool> ReleaseAsync(TimeSpan after) => EndAsync(() => queue.RenewAsync(message.Id, receipt, after, body: null, CancellationToken.None));

    public void Dispose()
    {
        over.Cancel();
        over.Dispose();
        lost.Dispose();
    }

    private async Task<bool> EndAsync(Func<Task> act)
    {
        await over.CancelAsync();
        await keeping;
        try
        {
            await act();
            return true;
        }
        catch (StorageException error) when (error.Problem is StorageProblem.ReceiptLost or StorageProblem.NotFound)
        {
            return false;
        }
    }

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(length / 2, clock, over.Token);
                await RenewAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The batch has ended.
        }
        catch (StorageException error)
        {
            LogLost(log, message.Id, queue.Name, error.Message);
            await lost.CancelAsync();
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            receipt = (await queue.RenewAsync(message.Id, receipt, length, body: null, CancellationToken.None)).PopReceipt;
        }
        catch (StorageException error) when (error.Problem is not (StorageProblem.ReceiptLost or StorageProblem.NotFound))
        {
            LogNotRenewed(log, message.Id, queue.Name, error.Message);      // half of the lease is left for another attempt
        }
    }

    [LoggerMessage(7401, LogLevel.Warning, "Message {Message} of {Queue} belongs to somebody else by now; its batch is left: {Reason}")]
    private static partial void LogLost(ILogger logger, string message, string queue, string reason);

    [LoggerMessage(7402, LogLevel.Warning, "Message {Message} of {Queue} was not renewed: {Reason}")]
    private static partial void LogNotRenewed(ILogger logger, string message, string queue, string reason);
}
