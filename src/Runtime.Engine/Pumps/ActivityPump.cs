using System.Collections.Concurrent;
using Runtime.Engine.Limits;

namespace Runtime.Engine.Pumps;

/// <summary>
/// Runs activities, at most so many at a time; the others wait in the order they came, or, once there are limits, in the order that these give.
/// </summary>
internal sealed class ActivityPump : IDisposable
{
    private readonly TimeProvider clock;
    private readonly Action<IThreadPoolWorkItem> schedule;
    private readonly Lock limiting = new();
    private readonly ConcurrentQueue<ActivityWork> waiting = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Places places;
    private volatile FairQueue? fair;           // null until there is a limit: without one nothing is counted
    private volatile bool closed;

    public ActivityPump(int activitiesMax, TimeProvider clock, Action<IThreadPoolWorkItem> schedule)
    {
        this.clock = clock;
        this.schedule = schedule;
        places = new Places(activitiesMax);
        Stopping = stopping.Token;
    }

    /// <summary>Cancelled when a stop has waited long enough. Activities that outlive the stop ask for it when the pump is disposed already.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Number of activities that run now.</summary>
    public int Active => places.Taken;

    /// <summary>Number of activities that wait for a place or a limit.</summary>
    public int Waiting => waiting.Count + (fair?.Waiting ?? 0);

    public void Enqueue(ActivityWork work)
    {
        if (fair is { } queue)
            queue.Enqueue(work);
        else
            waiting.Enqueue(work);
        StartMore();
    }

    /// <summary>Replaces the limits. Calls that began before there was any limit are not counted.</summary>
    public void SetLimits(ActivityLimitModel limits)
    {
        lock (limiting)
        {
            if (fair is { } queue)
                queue.Set(limits);
            else if (!limits.IsEmpty)
                fair = new FairQueue(limits, clock, StartMore);
        }

        StartMore();
    }

    /// <summary>How far the limits are used, key by key; empty when there never was one.</summary>
    public IReadOnlyList<ActivityLimitUse> LimitUse() => fair?.Use() ?? [];

    /// <summary>An activity ended; its place is free.</summary>
    public void Ended(ActivityWork work)
    {
        fair?.Ended(work);
        places.Leave();
        StartMore();
        if (closed && Active == 0)
            drained.TrySetResult();
    }

    /// <summary>Starts no more activities, waits for the running ones, then cancels those that are left.</summary>
    public async Task StopAsync(TimeSpan wait)
    {
        closed = true;
        if (Active == 0)
            drained.TrySetResult();
        var ended = await Task.WhenAny(drained.Task, Task.Delay(wait, clock));
        if (ended != drained.Task)
            await stopping.CancelAsync();
    }

    public void Dispose()
    {
        fair?.Dispose();
        stopping.Dispose();
    }

    private void StartMore()
    {
        while (!closed && (!waiting.IsEmpty || fair is { HasReady: true }) && places.TryEnter())
        {
            if (Next() is { } work)
                schedule(work);
            else
                places.Leave();
        }
    }

    private ActivityWork? Next()
    {
        if (fair is not { } queue)
            return waiting.TryDequeue(out var next) ? next : null;
        while (waiting.TryDequeue(out var early))
            queue.Enqueue(early);       // it came before there was a limit
        return (ActivityWork?)queue.TryTake();
    }
}
