using Microsoft.Extensions.Logging;
using Runtime.Host.Logging;

namespace Runtime.Host.Triggers;

/// <summary>A listener that is one loop. When the loop breaks, for example because the storage is away, it is begun again after a pause.</summary>
internal abstract class TriggerLoop(string function, TimeProvider clock, ILogger logger) : ITriggerListener, IDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource accepting = new();
    private Task loop = Task.CompletedTask;
    private long wakesAt;       // ticks; 0: it does not wait for a time

    public string Function => function;

    public string? Trouble { get; private set; } = "not started";

    protected TimeProvider Clock => clock;

    protected ILogger Logger => logger;

    /// <summary>Whether it waits for a time that has not come.</summary>
    protected bool IsWaiting => Clock.GetUtcNow().UtcTicks < Interlocked.Read(ref wakesAt);

    public void Start() => loop = Task.Run(LoopAsync);

    public virtual ValueTask<bool> IsIdleAsync() => ValueTask.FromResult(loop.IsCompleted || IsWaiting);

    public void StopAccepting() => accepting.Cancel();

    public Task DrainAsync() => loop;

    public void Dispose() => accepting.Dispose();

    /// <summary>Listens until the token ends, and returns when nothing that it began runs any more.</summary>
    protected abstract Task ListenAsync(CancellationToken accepting);

    /// <summary>Everything is in place: from now on it listens.</summary>
    protected void Listening() => Trouble = null;

    /// <summary>Waits for a time to pass.</summary>
    protected async Task DelayAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var wakes = time == Timeout.InfiniteTimeSpan ? long.MaxValue : Clock.GetUtcNow().UtcTicks + time.Ticks;
        var delay = Task.Delay(time, Clock, cancellationToken);
        Interlocked.Exchange(ref wakesAt, wakes);
        try
        {
            await delay;
        }
        finally
        {
            Interlocked.Exchange(ref wakesAt, 0);
        }
    }

    private async Task LoopAsync()
    {
        for (var pause = ShortestPause; !accepting.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await ListenAsync(accepting.Token);
                return;
            }
            catch (OperationCanceledException) when (accepting.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                if (Trouble is null)
                    pause = ShortestPause;
                Trouble = error.Message;
                logger.ListenerBroken(error, function, pause);
            }
            await PauseAsync(pause);
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await DelayAsync(pause, accepting.Token);
        }
        catch (OperationCanceledException)
        {
            // Told to stop: the loop looks at the token itself.
        }
    }
}
