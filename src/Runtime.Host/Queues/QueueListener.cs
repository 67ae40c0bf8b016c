using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Runtime.Host.Discovery;
using Runtime.Host.Invocation;
using Runtime.Host.Logging;
using Runtime.Host.Observability;
using Runtime.Host.Triggers;
using Workflows.Storage;

namespace Runtime.Host.Queues;

/// <summary>
/// Calls a function for each message of a queue: a batch at a time, the next one when few of the last still run. A message is deleted when the function
/// succeeded, and visible again when it failed; tried too often it goes to the queue's poison queue. The next batch does not wait for the deletes of the last:
/// on a slow disk they take longer than the functions.
/// </summary>
internal sealed class QueueListener : TriggerLoop, IManualTrigger
{
    private readonly FunctionEntry entry;
    private readonly QueueFunctionTrigger trigger;
    private readonly TriggerInvoker invoker;
    private readonly QueueOptions options;
    private const int SettlingBatchesMax = 2;           // being deleted while others run; past that the store is what holds us up

    private readonly ConcurrentDictionary<Task, byte> unsettled = new();
    private readonly SemaphoreSlim changed = new(0);
    private int running;                                // messages whose function has not ended
    private volatile IStorageQueue? queue;
    private volatile bool resting;

    public QueueListener(FunctionEntry entry, TriggerInvoker invoker, QueueOptions options, TimeProvider clock, ILogger logger)
        : base(entry.Model.Name, clock, logger)
    {
        this.entry = entry;
        this.invoker = invoker;
        this.options = options;
        trigger = (QueueFunctionTrigger)entry.Model.Trigger;
    }

    private QueueSettings Settings => options.Settings;

    private bool IsSettlingTooMany => unsettled.Count > Settings.Threshold + (SettlingBatchesMax * Settings.BatchSize);

    public override async ValueTask<bool> IsIdleAsync()
    {
        if (await base.IsIdleAsync())
            return true;
        if (!resting || !unsettled.IsEmpty || queue is not { } watched)
            return false;
        try
        {
            return (await watched.PeekAsync(1)).Count == 0;
        }
        catch (StorageException error) when (error.Problem == StorageProblem.NotFound)
        {
            return true;
        }
    }

    public async Task RunByHandAsync(string? input)
    {
        var now = Clock.GetUtcNow();
        var content = System.Text.Encoding.UTF8.GetBytes(input ?? "");
        var message = new StorageMessage(Guid.NewGuid().ToString(), content) { DequeueCount = 1, InsertedAt = now, ExpiresAt = now.AddDays(7) };
        await invoker.InvokeAsync(entry, new QueueEvent(trigger.Queue, message, content));
    }

    protected override async Task ListenAsync(CancellationToken accepting)
    {
        var account = await options.Accounts.GetAsync(trigger.Connection, accepting);
        var source = queue = account.Queue(trigger.Queue);
        var run = new MessageRun(entry, invoker, options, new QueuePair(source, account.Queue(trigger.Queue + "-poison")), Clock, Logger);
        TriggerMetrics.Watch(trigger.Queue, source);
        try
        {
            await FetchAsync(source, run, accepting);
        }
        finally
        {
            TriggerMetrics.Forget(source);
            await Task.WhenAll(unsettled.Keys);
        }
    }

    private async Task FetchAsync(IStorageQueue source, MessageRun run, CancellationToken accepting)
    {
        var polling = new QueuePolling(Settings.MaxPollingInterval);
        while (true)
        {
            while (Volatile.Read(ref running) > Settings.Threshold || IsSettlingTooMany)
                await changed.WaitAsync(accepting);
            accepting.ThrowIfCancellationRequested();
            var batch = await ReceiveAsync(source);
            Listening();
            if (batch.Count > 0)
            {
                polling.Found();
                foreach (var message in batch)
                {
                    TriggerMetrics.Taken(trigger.Queue, message, Clock.GetUtcNow());
                    Begin(run, message);
                }
                continue;
            }
            resting = true;
            await source.WaitAsync(polling, accepting);
            resting = false;
        }
    }

    // Not cancelled: messages that were taken and not handed over would be hidden for nothing.
    private async Task<IReadOnlyList<StorageMessage>> ReceiveAsync(IStorageQueue source)
    {
        try
        {
            return await source.ReceiveAsync(Settings.BatchSize, options.Lease, CancellationToken.None);
        }
        catch (StorageException error) when (error.Problem == StorageProblem.NotFound)
        {
            return [];      // the queue is not there yet
        }
    }

    private void Begin(MessageRun run, StorageMessage message)
    {
        Interlocked.Increment(ref running);
        var settling = run.RunAsync(message, FunctionEnded);
        unsettled.TryAdd(settling, 0);
        _ = settling.ContinueWith(
            done =>
            {
                unsettled.TryRemove(done, out _);
                changed.Release();
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void FunctionEnded()
    {
        Interlocked.Decrement(ref running);
        changed.Release();
    }
}
