using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.Host.Logging;

namespace Runtime.Host.Triggers;

/// <summary>
/// Starts and stops all listeners. On a stop they take up nothing new before anything else of the host stops; what runs has until the deadline, then
/// its tokens are cancelled. What was not finished is found again at the next start.
/// </summary>
internal sealed class TriggerHost(
    ListenerFactory factory, TriggerCalls calls, StopDeadline deadline, ILogger<TriggerHost> logger) : IHostedLifecycleService, IDisposable
{
    private IReadOnlyList<ITriggerListener> listeners = [];
    private Task draining = Task.CompletedTask;
    private bool started;

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
        return calls.Running == 0;
    }

    /// <summary>For an error message: what runs, and who hears nothing.</summary>
    public string Describe() => $"{calls.Running} functions run"
        + string.Concat(Troubles.Select(trouble => $"; {trouble.Function} does not listen: {trouble.Why}"));

    public ITriggerListener? Find(string function) => listeners.FirstOrDefault(listener => listener.Function == function);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        listeners = factory.MakeAll();
        foreach (var listener in listeners)
            listener.Start();
        started = true;
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
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
        var drained = Task.WhenAll(listeners.Select(listener => listener.DrainAsync()));
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
