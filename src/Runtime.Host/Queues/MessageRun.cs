using Microsoft.Extensions.Logging;
using Runtime.Host.Invocation;
using Runtime.Host.Logging;
using Runtime.Host.Triggers;
using Workflows.Storage;

namespace Runtime.Host.Queues;

/// <summary>What happens to one received message. The message stays in the queue until its function has succeeded or it is in the poison queue.</summary>
internal sealed class MessageRun(
    FunctionEntry entry, TriggerInvoker invoker, QueueOptions options, QueuePair queues, TimeProvider clock, ILogger logger)
{
    /// <summary>Never fails: what goes wrong is logged, and the message appears again.</summary>
    public async Task RunAsync(StorageMessage message)
    {
        await Task.Yield();
        using var lease = new MessageLeaseKeeper(queues.Source, message, options.Lease, clock, logger);
        try
        {
            await HandleAsync(message, lease);
        }
        catch (Exception error)
        {
            logger.MessageNotSettled(error, entry.Model.Name, message.Id, queues.Source.Name);
        }
    }

    private async Task HandleAsync(StorageMessage message, MessageLeaseKeeper lease)
    {
        var most = options.Settings.MaxDequeueCount;
        if (message.DequeueCount > most)
        {
            await GiveUpAsync(message, lease, $"it was dequeued {message.DequeueCount} times");
            return;
        }
        if (!QueueBody.TryDecode(message.Body, options.Settings.Encoding, out var content))
        {
            await GiveUpAsync(message, lease, "it is no Base64, which extensions.queues.messageEncoding of host.json asks for");
            return;
        }
        lease.Keep();
        Exception? failure;
        try
        {
            failure = await invoker.InvokeAsync(entry, new QueueEvent(queues.Source.Name, message, content));
        }
        catch (OperationCanceledException)
        {
            await lease.ReleaseAsync(TimeSpan.Zero);        // the host stops: whoever runs next takes it
            return;
        }
        if (failure is null)
            await lease.DeleteAsync();
        else if (message.DequeueCount >= most)
            await GiveUpAsync(message, lease, $"it failed {message.DequeueCount} times");
        else
            await lease.ReleaseAsync(options.Settings.VisibilityTimeout);
    }

    // First into the poison queue, then out of this one: a crash in between leaves it in both, never in none.
    private async Task GiveUpAsync(StorageMessage message, MessageLeaseKeeper lease, string reason)
    {
        await queues.Poison.CreateAsync();
        await queues.Poison.SendAsync(message.Body, new SendOptions { TimeToLive = Timeout.InfiniteTimeSpan });
        await lease.DeleteAsync();
        logger.MessagePoisoned(entry.Model.Name, message.Id, queues.Poison.Name, reason);
    }
}
