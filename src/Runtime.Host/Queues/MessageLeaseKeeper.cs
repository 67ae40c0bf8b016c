using Microsoft.Extensions.Logging;
using Runtime.Host.Logging;
using Workflows.Storage;

namespace Runtime.Host.Queues;

/// <summary>Keeps a message hidden while its function runs, and knows its latest receipt.</summary>
internal sealed class MessageLeaseKeeper(IStorageQueue queue, StorageMessage message, TimeSpan lease, TimeProvider clock, ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource over = new();
    private string receipt = message.PopReceipt!;
    private Task keeping = Task.CompletedTask;

    /// <summary>Renews from now on, at half of each lease.</summary>
    public void Keep() => keeping = KeepAsync();

    public async Task DeleteAsync()
    {
        await StopAsync();
        await queue.DeleteAsync(message.Id, receipt, CancellationToken.None);
    }

    /// <summary>Lets the message appear again after a time.</summary>
    public async Task ReleaseAsync(TimeSpan after)
    {
        await StopAsync();
        await queue.RenewAsync(message.Id, receipt, after, body: null, CancellationToken.None);
    }

    public void Dispose()
    {
        over.Cancel();
        over.Dispose();
    }

    private async Task StopAsync()
    {
        await over.CancelAsync();
        await keeping;
    }

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(lease / 2, clock, over.Token);
                receipt = (await queue.RenewAsync(message.Id, receipt, lease, body: null, CancellationToken.None)).PopReceipt;
            }
        }
        catch (OperationCanceledException)
        {
            // The function has ended.
        }
        catch (StorageException error)
        {
            logger.MessageNotRenewed(error, message.Id, queue.Name);
        }
    }
}
