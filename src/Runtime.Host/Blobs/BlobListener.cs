using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Runtime.Host.Discovery;
using Runtime.Host.Invocation;
using Runtime.Host.Logging;
using Runtime.Host.Triggers;
using Workflows.Storage;

namespace Runtime.Host.Blobs;

/// <summary>Calls a function for each new or changed blob that matches its pattern, each version once, several at a time.</summary>
internal sealed class BlobListener : TriggerLoop, IManualTrigger
{
    private const int ChangesMax = 5_000;       // read at a time, the most that Azure gives; bounds what is in memory

    private static readonly TimeSpan UnsettledPause = TimeSpan.FromSeconds(10);

    private readonly FunctionEntry entry;
    private readonly BlobFunctionTrigger trigger;
    private readonly TriggerInvoker invoker;
    private readonly BlobOptions options;
    private readonly ConcurrentDictionary<(string Name, string ETag), Task> running = new();
    private readonly ConcurrentDictionary<string, Task> latest = new();         // by name: the version that was begun last
    private volatile IBlobContainer? container;
    private volatile string? cursor;
    private volatile bool resting;

    public BlobListener(FunctionEntry entry, TriggerInvoker invoker, BlobOptions options, TimeProvider clock, ILogger logger)
        : base(entry.Model.Name, clock, logger)
    {
        this.entry = entry;
        this.invoker = invoker;
        this.options = options;
        trigger = (BlobFunctionTrigger)entry.Model.Trigger;
    }

    public override async ValueTask<bool> IsIdleAsync()
    {
        if (await base.IsIdleAsync())
            return true;
        if (!resting || !running.IsEmpty || container is not { } watched)
            return false;
        var changes = await ReadChangesAsync(watched, max: 1);
        return changes is null or { Blobs.Count: 0, More: false };
    }

    public async Task RunByHandAsync(string? input)
    {
        var account = await options.Accounts.GetAsync(trigger.Connection);
        var source = account.Container(trigger.Pattern.Container);
        var prefix = source.Name + "/";
        var name = input is { Length: > 0 } && input.StartsWith(prefix, StringComparison.Ordinal) ? input[prefix.Length..] : input ?? "";
        if (trigger.Pattern.Match(name) is not { } places || await source.FindAsync(name) is not { } blob)
        {
            Logger.FunctionFailed(new FileNotFoundException("There is no such blob, or it does not match the trigger's pattern."), Function, $"blob {name}, by hand", 1);
            return;
        }
        await using var happened = new BlobEvent(source, blob, places);
        await invoker.InvokeAsync(entry, happened);
    }

    protected override async Task ListenAsync(CancellationToken accepting)
    {
        var account = await options.Accounts.GetAsync(trigger.Connection, accepting);
        var source = container = account.Container(trigger.Pattern.Container);
        var state = Path.Combine(options.Folder, Function.ToUpperInvariant());
        using var receipts = new BlobReceipts(state + ".receipts");
        if (receipts.WasDamaged)
            Logger.ReceiptsDamaged(Function, state + ".receipts");
        var progress = new BlobProgress(state + ".cursor");
        using var slots = new SemaphoreSlim(options.Settings.MaxDegreeOfParallelism);
        using var alone = new SemaphoreSlim(1);
        var run = new BlobRun(entry, invoker, options, receipts, account, Logger);
        try
        {
            await FollowAsync(new Session(source, run, receipts, slots, alone, accepting), progress);
        }
        finally
        {
            await Task.WhenAll(running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(Session session, BlobProgress progress)
    {
        var (source, accepting) = (session.Container, session.Accepting);
        var polling = new QueuePolling(options.Queues.MaxPollingInterval);
        var reading = TimeSpan.Zero;
        for (cursor = progress.Read(); ;)
        {
            accepting.ThrowIfCancellationRequested();
            var asked = Clock.GetTimestamp();
            var changes = await ReadChangesAsync(source, ChangesMax);
            reading += Clock.GetElapsedTime(asked);
            Listening();
            if (changes is not null)
            {
                var started = new List<Task>();
                foreach (var blob in changes.Blobs.Where(blob => IsNew(blob, session.Receipts)))
                {
                    await session.Slots.WaitAsync(accepting);
                    started.Add(Begin(session, blob));
                }
                progress.Add(changes.Cursor, started);
                cursor = changes.Cursor;
                if (changes.Blobs.Count > 0)
                    polling.Found();
                if (changes.More)
                    continue;
            }
            polling.Took(reading);
            reading = TimeSpan.Zero;
            resting = true;
            await source.WaitForChangeAsync(cursor, polling, accepting);
            resting = false;
        }
    }

    private bool IsNew(StoredBlob blob, BlobReceipts receipts) =>
        trigger.Pattern.Match(blob.Name) is not null && !receipts.IsDone(blob.Name, blob.ETag) && !running.ContainsKey((blob.Name, blob.ETag));

    // One version of a blob at a time, in the order they came: a blob has one receipt, and that of the older version must not replace the newer one's.
    private Task Begin(Session session, StoredBlob blob)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = latest.GetValueOrDefault(blob.Name, Task.CompletedTask);
        running[(blob.Name, blob.ETag)] = latest[blob.Name] = ended.Task;
        _ = Task.Run(() => RunAsync(session, blob, before, ended), CancellationToken.None);
        return ended.Task;
    }

    // Those with which a process died wait for each other: one of them may be what kills it, and the others must not be given up with it.
    // A blob that was not settled never ends its batch: the cursor stays before it, and the next start finds it again.
    private async Task RunAsync(Session session, StoredBlob blob, Task before, TaskCompletionSource ended)
    {
        var (settled, isAlone) = (false, false);
        try
        {
            await before;
            if (session.Receipts.Attempts(blob.Name, blob.ETag) > 0)
            {
                await session.Alone.WaitAsync(session.Accepting);
                isAlone = true;
            }
            while (!settled)
                settled = await SettleAsync(session, blob) || await PausedAsync(session.Accepting);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
        if (isAlone)
            session.Alone.Release();
        session.Slots.Release();
        running.TryRemove((blob.Name, blob.ETag), out _);
        latest.TryRemove(new KeyValuePair<string, Task>(blob.Name, ended.Task));
        if (settled)
            ended.SetResult();
        else
            ended.SetCanceled();
    }

    private async Task<bool> SettleAsync(Session session, StoredBlob blob)
    {
        try
        {
            await session.Run.RunAsync(session.Container, blob, trigger.Pattern.Match(blob.Name)!);
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Logger.BlobNotSettled(error, Function, $"{session.Container.Name}/{blob.Name}");
            return false;
        }
    }

    private async Task<bool> PausedAsync(CancellationToken accepting)
    {
        await Task.Delay(UnsettledPause, Clock, accepting);
        return false;
    }

    private async Task<BlobChanges?> ReadChangesAsync(IBlobContainer source, int max)
    {
        try
        {
            return await source.ReadChangesAsync(cursor, max, trigger.Pattern.Prefix);
        }
        catch (StorageException error) when (error.Problem == StorageProblem.NotFound)
        {
            return null;        // the container is not there yet
        }
        catch (ArgumentException) when (cursor is not null)
        {
            cursor = null;      // of a container that was deleted and made again
            return await source.ReadChangesAsync(cursor, max, trigger.Pattern.Prefix);
        }
    }

    /// <summary>What belongs to listening from now until the next stop.</summary>
    private sealed record Session(
        IBlobContainer Container, BlobRun Run, BlobReceipts Receipts, SemaphoreSlim Slots, SemaphoreSlim Alone, CancellationToken Accepting);
}
