using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.Host.Logging;

namespace Runtime.Host.Triggers;

/// <summary>
/// Starts and stops all listeners. On a stop they take up nothing new before anything else of the host stops; what runs has until the deadline, then
/// its tokens are cancelled. What was not finished is found again at the next start.
/// </summary>
internal sealed class TriggerHost(
    ListenerFactory factory, StorageCheck check, TriggerCalls calls, StopDeadline deadline, ILogger<TriggerHost> logger) : IHostedLifecycleService, IDisposable
{
    private IReadOnlyList<ITriggerListener> listeners = [];
    private readonly ConcurrentDictionary<Task, byte> byHand = new();
    private Task draining = Task.CompletedTask;
    private bool started;
    private volatile bool stopping;

    /// <summary>Whether every listener hears what it should.</summary>
    public bool IsListening => started && Troubles.Count == 0;

    /// <summary>The functions that hear nothing at the moment, and why.</summary>
    public IReadOnlyList<(string Function, string Why)> Troubles =>
        [.. listeners.Where(listener => listener.Trouble is not null).Select(listener => (listener.Function, listener.Trouble!))];

    /// <summary>Whether nothing goes on but waiting: for a time, or for something that is not there yet.</summary>
    public async ValueTask<bool> IsIdleAsync()
    {
        foreach (var listener in listeners)
        {
            if (!await listener.IsIdleAsync())
                return false;
        }
        return calls.Running == 0 && byHand.IsEmpty;
    }

    /// <summary>For an error message: what runs, and who hears nothing.</summary>
    public string Describe() => $"{calls.Running} functions run"
        + string.Concat(Troubles.Select(trouble => $"; {trouble.Function} does not listen: {trouble.Why}"));

    /// <summary>Runs a function by hand, and does not wait for it.</summary>
    /// <returns>False when the function does not listen.</returns>
    public bool TryRunByHand(string function, string? input)
    {
        if (stopping || listeners.FirstOrDefault(listener => listener.Function == function) is not IManualTrigger trigger)
            return false;
        var run = Task.Run(() => trigger.RunByHandAsync(input));
        byHand.TryAdd(run, 0);
        _ = run.ContinueWith(
            ended =>
            {
                byHand.TryRemove(ended, out _);
                if (ended.Exception is { } error)
                    logger.RunByHandFailed(error.GetBaseException(), function);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return true;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await check.CheckAsync(cancellationToken);
        listeners = factory.MakeAll();
        foreach (var listener in listeners)
            listener.Start();
        started = true;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        stopping = true;
        foreach (var listener in listeners)
            listener.StopAccepting();
        draining = DrainAsync(cancellationToken);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => draining;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var listener in listeners.OfType<IDisposable>())
            listener.Dispose();
    }

    private async Task DrainAsync(CancellationToken now)
    {
        var drained = Task.WhenAll(listeners.Select(listener => listener.DrainAsync()).Concat(byHand.Keys));
        if (await EndsWithinAsync(drained, deadline.Running, now))
            return;
        logger.TriggersCancelled(calls.Running, deadline.Running);
        await calls.CancelAsync();
        await EndsWithinAsync(drained, deadline.Cancelled, CancellationToken.None);
    }

    // By the clock on the wall: whoever stops a process waits there.
    private static async Task<bool> EndsWithinAsync(Task drained, TimeSpan time, CancellationToken now)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(now);
        var over = Task.Delay(time, TimeProvider.System, limit.Token);
        var ended = await Task.WhenAny(drained, over) == drained;
        await limit.CancelAsync();
        return ended;
    }
}
