namespace Runtime.TaskHub.Contract;

/// <summary>Lets the clock go on by itself while a test waits: days pass in milliseconds.</summary>
public static class ManualClockExtensions
{
    /// <summary>Goes to the next time at which a timer fires, and fires what is due then.</summary>
    /// <returns>False when no timer counts.</returns>
    public static bool TryFireNext(this ManualClock clock)
    {
        if (clock.UntilNextTimer is not { } wait)
            return false;
        clock.Advance(wait);
        return true;
    }

    /// <summary>Waits for a task, and goes on to the next timer whenever there is one.</summary>
    public static async Task DriveAsync(this ManualClock clock, Task task)
    {
        while (!task.IsCompleted)
        {
            var arming = clock.Arming;
            if (clock.TryFireNext())
                await Task.Yield();
            else
                await Task.WhenAny(task, arming);
        }

        await task;
    }

    /// <summary>Waits for a task on a clock that stands still: what is due at its time fires, and nothing else.</summary>
    public static async Task<T> DriveStillAsync<T>(this ManualClock clock, Task<T> task)
    {
        while (!task.IsCompleted)
        {
            var arming = clock.Arming;
            clock.Advance(TimeSpan.Zero);
            await Task.WhenAny(task, arming);
        }

        return await task;
    }

    /// <summary>Waits for a task as <see cref="DriveAsync(ManualClock, Task)"/> does, and gives its result.</summary>
    public static async Task<T> DriveAsync<T>(this ManualClock clock, Task<T> task)
    {
        await clock.DriveAsync((Task)task);
        return await task;
    }
}
