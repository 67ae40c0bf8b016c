namespace Runtime.TaskHub.Contract;

/// <summary>A clock that stands still until a test moves it. Timers fire on the thread that moves it, each at its own time, in order.</summary>
public sealed class ManualClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> armed = [];
    private TaskCompletionSource arming = NewSignal();
    private DateTimeOffset now;

    public ManualClock()
        : this(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
    {
    }

    public ManualClock(DateTimeOffset start) => now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public DateTime UtcNow => GetUtcNow().UtcDateTime;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on, firing what comes due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (TakeNext(end) is { } timer)
            timer.Fire();
        lock (gate)
            now = end > now ? end : now;
    }

    /// <summary>Puts the clock back, as a machine's clock can be; timers stay.</summary>
    public void TurnBack(TimeSpan by)
    {
        lock (gate)
            now -= by;
    }

    /// <summary>Goes to the next armed timer and fires it.</summary>
    /// <returns>False when no timer is armed.</returns>
    public bool TryFireNext()
    {
        if (TakeNext(DateTimeOffset.MaxValue) is not { } timer)
            return false;
        timer.Fire();
        return true;
    }

    /// <summary>Waits for a task, and goes on to the next timer whenever there is one: days pass in milliseconds.</summary>
    public async Task DriveAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            var signal = Signal();
            if (TryFireNext())
                await Task.Yield();
            else
                await Task.WhenAny(task, signal);
        }

        await task;
    }

    /// <summary>Waits for a task as <see cref="DriveAsync(Task)"/> does, and gives its result.</summary>
    public async Task<T> DriveAsync<T>(Task<T> task)
    {
        await DriveAsync((Task)task);
        return await task;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task Signal()
    {
        lock (gate)
            return arming.Task;
    }

    private ManualTimer? TakeNext(DateTimeOffset until)
    {
        lock (gate)
        {
            if (armed.MinBy(timer => timer.Due) is not { } next || next.Due > until)
                return null;
            now = next.Due > now ? next.Due : now;
            armed.Remove(next);
            if (next.Period > TimeSpan.Zero)
            {
                next.Due += next.Period;
                armed.Add(next);
            }

            return next;
        }
    }

    private void Arm(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            armed.Remove(timer);
            timer.Period = period;
            if (dueTime == Timeout.InfiniteTimeSpan)
                return;
            timer.Due = now + dueTime;
            if (dueTime > TimeSpan.Zero)
                armed.Add(timer);
            signal = arming;
            arming = NewSignal();
        }

        if (dueTime <= TimeSpan.Zero)
            ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Fire(), timer, preferLocal: false);
        signal.TrySetResult();
    }

    private void Disarm(ManualTimer timer)
    {
        lock (gate)
            armed.Remove(timer);
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private volatile bool disposed;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; set; }

        public void Fire()
        {
            if (!disposed)
                callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (disposed)
                return false;
            clock.Arm(this, dueTime, period);
            return true;
        }

        public void Dispose()
        {
            disposed = true;
            clock.Disarm(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
