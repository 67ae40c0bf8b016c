namespace Workflows.Testing;

/// <summary>
/// A clock that stands still until it is moved. Timers fire on the thread that moves it, in the order they are due; while one fires, the clock
/// shows the time it was due at. Safe for several threads; one at a time moves it.
/// </summary>
public sealed class ManualClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<ManualTimer, (long Due, long Order)> timers = new();
    private readonly AsyncLocal<object?> activity = new();
    private readonly Dictionary<object, int> waiting = [];
    private readonly Dictionary<object, int> limited = [];
    private long elapsed;               // ticks that have passed: what timers count
    private long wall;                  // what GetUtcNow shows, beside the elapsed ticks
    private long orders;
    private int armed;
    private TaskCompletionSource arming = NewSignal();

    /// <summary>A clock that shows a time.</summary>
    /// <param name="start">The time; null for noon of 1 January 2030, UTC.</param>
    public ManualClock(DateTimeOffset? start = null) => wall = (start ?? new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero)).UtcTicks;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Ends when a timer begins to count after this was read.</summary>
    public Task Arming => Volatile.Read(ref arming).Task;

    /// <summary>Timers that are counting.</summary>
    public int TimerCount => Volatile.Read(ref armed);

    /// <summary>Activities that have a timer counting: they wait for time, and not for the world.</summary>
    internal int WaitingActivities
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    /// <summary>Activities that wait for time or have a time limit counting, within which they may wait for the world.</summary>
    internal int TimedActivities
    {
        get
        {
            lock (gate)
                return waiting.Keys.Union(limited.Keys).Count();
        }
    }

    /// <summary>How long until the next timer fires; null when none is counting.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (gate)
                return PeekDue() is { } due ? TimeSpan.FromTicks(Math.Max(0, due - elapsed)) : null;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return new DateTimeOffset(wall + elapsed, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (gate)
            return elapsed;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state, activity.Value);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass; every timer that becomes due fires before this returns, also those that a firing timer arms.</summary>
    /// <param name="by">How much; zero fires what is due now.</param>
    /// <exception cref="ArgumentOutOfRangeException">Time does not pass backwards; see <see cref="SetBack"/>.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var target = GetTimestamp() + by.Ticks;
        while (TakeDue(target) is { } timer)
            timer.Fire();
        lock (gate)
            elapsed = Math.Max(elapsed, target);
    }

    /// <summary>Sets the hands without time passing, as an operator or a time server does: timers go on counting what they counted.</summary>
    /// <param name="by">How far forward; negative for back.</param>
    public void Jump(TimeSpan by)
    {
        lock (gate)
            wall += by.Ticks;
    }

    /// <summary>Sets the hands back without time passing.</summary>
    /// <param name="by">How far.</param>
    public void SetBack(TimeSpan by) => Jump(-by);

    /// <summary>What follows in this flow of control is an activity: the timers it makes are its own.</summary>
    internal void BeginActivity() => activity.Value = new object();

    /// <summary>Forgets every timer: whoever armed them is gone.</summary>
    internal void DropTimers()
    {
        lock (gate)
        {
            while (timers.TryDequeue(out var timer, out _))
                timer.Key = null;
            armed = 0;
            waiting.Clear();
            limited.Clear();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long? PeekDue()
    {
        while (timers.TryPeek(out var timer, out var key))
        {
            if (timer.Key == key)
                return key.Due;
            timers.Dequeue();           // it was changed or disposed since
        }

        return null;
    }

    private ManualTimer? TakeDue(long until)
    {
        lock (gate)
        {
            if (PeekDue() is not { } due || due > until)
                return null;
            elapsed = Math.Max(elapsed, due);
            var timer = timers.Dequeue();
            Arm(timer, timer.Period > TimeSpan.Zero ? timer.Period : Timeout.InfiniteTimeSpan);
            return timer;
        }
    }

    private void Arm(ManualTimer timer, TimeSpan wait)
    {
        if (timer.Key is not null)
            Count(timer, -1);
        timer.Key = null;
        if (wait < TimeSpan.Zero)
            return;
        Count(timer, 1);
        timer.Key = (elapsed + wait.Ticks, orders++);
        timers.Enqueue(timer, timer.Key.Value);
        Interlocked.Exchange(ref arming, NewSignal()).TrySetResult();
    }

    private void Count(ManualTimer timer, int by)
    {
        armed += by;
        if (timer.Activity is not { } owner)
            return;
        var counts = timer.IsLimit ? limited : waiting;
        var left = counts.GetValueOrDefault(owner) + by;
        if (left > 0)
            counts[owner] = left;
        else
            counts.Remove(owner);
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state, object? activity) : ITimer
    {
        private bool disposed;

        public object? Activity => activity;

        /// <summary>The timer of a token: it limits a wait and is none.</summary>
        public bool IsLimit => state is CancellationTokenSource;

        public (long Due, long Order)? Key { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                if (disposed)
                    return false;
                Period = period;
                clock.Arm(this, dueTime);
                return true;
            }
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock.gate)
            {
                if (!disposed)
                    clock.Arm(this, Timeout.InfiniteTimeSpan);
                disposed = true;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
