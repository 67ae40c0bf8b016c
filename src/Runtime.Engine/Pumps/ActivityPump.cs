using System.Collections.Concurrent;

namespace Runtime.Engine.Pumps;

/// <summary>Runs activities on the thread pool, at most so many at a time; the others wait in the order they came.</summary>
internal sealed class ActivityPump(int activitiesMax, Action<IThreadPoolWorkItem> schedule) : IDisposable
{
    private readonly ConcurrentQueue<ActivityWork> waiting = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Places places = new(activitiesMax);
    private volatile bool closed;

    /// <summary>Cancelled when a stop has waited long enough.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <summary>Number of activities that run now.</summary>
    public int Active => places.Taken;

    public void Enqueue(ActivityWork work)
    {
        waiting.Enqueue(work);
        StartMore();
    }

    /// <summary>An activity ended; its place is free.</summary>
    public void Ended()
    {
        places.Leave();
        StartMore();
        if (closed && Active == 0)
            drained.TrySetResult();
    }

    /// <summary>Starts no more activities, waits for the running ones, then cancels those that are left.</summary>
    public async Task StopAsync(TimeSpan wait, TimeProvider clock)
    {
        closed = true;
        if (Active == 0)
            drained.TrySetResult();
        var ended = await Task.WhenAny(drained.Task, Task.Delay(wait, clock));
        if (ended != drained.Task)
            await stopping.CancelAsync();
    }

    public void Dispose() => stopping.Dispose();

    private void StartMore()
    {
        while (!closed && !waiting.IsEmpty && places.TryEnter())
        {
            if (waiting.TryDequeue(out var work))
                schedule(work);
            else
                places.Leave();
        }
    }
}
