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
    /// <param name="message">The message.</param>
    /// <param name="ended">Called once, when the function has ended or was not called; the message is not settled yet.</param>
    public async Task RunAsync(StorageMessage message, Action ended)
    {
        await Task.Yield();
        using var lease = new MessageLeaseKeeper(queues.Source, message, options.Lease, clock, logger);
        try
        {
            await SettleAsync(message, lease, await CallAsync(message, lease, ended));
        }
        catch (Exception error)
        {
            logger.MessageNotSettled(error, entry.Model.Name, message.Id, queues.Source.Name);
        }
    }

    private async Task<Verdict> CallAsync(StorageMessage message, MessageLeaseKeeper lease, Action ended)
    {
        try
        {
            var most = options.Settings.MaxDequeueCount;
            if (message.DequeueCount > most)
                return new Verdict(Poison: $"it was dequeued {message.DequeueCount} times");
            if (!QueueBody.TryDecode(message.Body, options.Settings.Encoding, out var content))
                return new Verdict(Poison: "it is no Base64, which extensions.queues.messageEncoding of host.json asks for");
            lease.Keep();
            if (await invoker.InvokeAsync(entry, new QueueEvent(queues.Source.Name, message, content)) is null)
                return default;
            return message.DequeueCount >= most
                ? new Verdict(Poison: $"it failed {message.DequeueCount} times")
                : new Verdict(AgainAfter: options.Settings.VisibilityTimeout);
        }
        catch (OperationCanceledException)
        {
            return new Verdict(AgainAfter: TimeSpan.Zero);      // the host stops: whoever runs next takes it
        }
        finally
        {
            ended();
        }
    }

    private Task SettleAsync(StorageMessage message, MessageLeaseKeeper lease, Verdict verdict) => verdict switch
    {
        { Poison: { } reason } => GiveUpAsync(message, lease, reason),
        { AgainAfter: { } time } => lease.ReleaseAsync(time),
        _ => lease.DeleteAsync(),
    };

    // First into the poison queue, then out of this one: a crash in between leaves it in both, never in none.
    private async Task GiveUpAsync(StorageMessage message, MessageLeaseKeeper lease, string reason)
    {
        await queues.Poison.CreateAsync();
        await queues.Poison.SendAsync(message.Body, new SendOptions { TimeToLive = Timeout.InfiniteTimeSpan });
        await lease.DeleteAsync();
        logger.MessagePoisoned(entry.Model.Name, message.Id, queues.Poison.Name, reason);
    }

    /// <summary>What becomes of the message; neither: it is done with.</summary>
    /// <param name="Poison">Why it goes to the poison queue.</param>
    /// <param name="AgainAfter">When it is visible again.</param>
    private readonly record struct Verdict(string? Poison = null, TimeSpan? AgainAfter = null);
}
