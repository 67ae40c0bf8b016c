using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <summary>
/// Wakes runs whose timer is due. It holds the nearest wake-up times in memory and reads further ones from the hub as time goes on, so that a
/// million sleeping runs cost disk and not memory. One timer of the clock serves all; an idle engine is never woken.
/// </summary>
internal sealed class WakeSchedule : IDisposable
{
    private const int PageSize = 10_000;                                            // about 1 MB of ids and times
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);           // the clock's timers end at 49 days
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);         // some hundred turns

    private readonly Lock gate = new();
    private readonly PriorityQueue<string, long> wakes = new();
    private readonly ITaskHub hub;
    private readonly TimeProvider clock;
    private readonly Action<string> wake;
    private readonly Func<int> turnsUnderWay;
    private readonly ITimer timer;
    private Wake? read;                     // the last wake that was read from the hub; null when all were
    private long horizon;                   // wakes later than this are in the hub and not in memory
    private long armedFor = long.MaxValue;

    public WakeSchedule(ITaskHub hub, TimeProvider clock, Action<string> wake, Func<int> turnsUnderWay)
    {
        this.hub = hub;
        this.clock = clock;
        this.wake = wake;
        this.turnsUnderWay = turnsUnderWay;
        timer = clock.CreateTimer(static self => ((WakeSchedule)self!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Wakes the runs that must go on at once, and reads the nearest wake-up times from the hub.</summary>
    public void Start()
    {
        Wake? last = null;
        while (true)
        {
            var page = hub.ReadWakes(last, PageSize);
            foreach (var item in page.Where(item => item.At == 0))
                wake(item.InstanceId);
            last = page.Count > 0 ? page[^1] : null;
            if (page.Count < PageSize || last is { At: > 0 })
            {
                Begin(page);
                return;
            }
        }
    }

    /// <summary>A run wants to be woken; what it wanted before stays, and finds nothing to do.</summary>
    /// <param name="instanceId">The run.</param>
    /// <param name="at">When (UTC ticks).</param>
    /// <param name="isStored">Whether the hub has that time, so that it will be read from there when it is beyond the horizon.</param>
    public void Set(string instanceId, long at, bool isStored)
    {
        lock (gate)
        {
            if (at > horizon && isStored)
                return;
            wakes.Enqueue(instanceId, at);
            Arm();
        }
    }

    public void Dispose() => timer.Dispose();

    private void Fire()
    {
        var due = new List<string>();
        lock (gate)
        {
            armedFor = long.MaxValue;
            var now = clock.GetUtcNow().UtcTicks;
            var room = PageSize - turnsUnderWay();
            while (due.Count < room && wakes.TryPeek(out var id, out var at) && at <= now)
            {
                due.Add(id);
                wakes.Dequeue();
                if (wakes.Count == 0 && read is { } last)
                    Take(hub.ReadWakes(last, PageSize));
            }

            if (due.Count < room)
                Arm();
            else
                WaitForTurns();
        }

        foreach (var id in due)
            wake(id);
    }

    /// <summary>A million runs may be due at once: they come into memory as the ones before them are done.</summary>
    private void WaitForTurns()
    {
        armedFor = 0;
        timer.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    private void Begin(IReadOnlyList<Wake> page)
    {
        lock (gate)
        {
            Take(page);
            Arm();
        }
    }

    private void Take(IReadOnlyList<Wake> page)
    {
        foreach (var item in page.Where(item => item.At > 0))
            wakes.Enqueue(item.InstanceId, item.At);
        read = page.Count < PageSize ? null : page[^1];
        horizon = read?.At ?? long.MaxValue;
    }

    private void Arm()
    {
        if (!wakes.TryPeek(out _, out var next) || next >= armedFor)
            return;
        armedFor = next;
        var wait = TimeSpan.FromTicks(Math.Max(0, next - clock.GetUtcNow().UtcTicks));
        timer.Change(wait < LongestWait ? RoundUp(wait) : LongestWait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Timers count whole milliseconds; one that fires early would only be armed again.</summary>
    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
}
