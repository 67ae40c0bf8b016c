namespace Runtime.Host.Timers;

/// <summary>Where a timer function stands: when it ran and when it is due. Immutable, without a clock of its own.</summary>
/// <param name="Last">The last run; null when there was none.</param>
/// <param name="Next">When it is due; null when it never is again.</param>
/// <param name="Mark">The latest time the clock has shown here: an earlier one means that it was set back.</param>
internal sealed record TimerPlan(DateTimeOffset? Last, DateTimeOffset? Next, DateTimeOffset Mark)
{
    /// <summary>A call that comes later than this after its time is past due.</summary>
    public static readonly TimeSpan Punctual = TimeSpan.FromMinutes(1);

    // Set back by less, the clock was corrected and what ran does not run again; by more, it was wrong and the time it shows now counts.
    private static readonly TimeSpan CorrectionOfDay = TimeSpan.FromHours(3);
    private static readonly TimeSpan CorrectionOfInterval = TimeSpan.FromMinutes(5);

    public static TimerPlan Begin(TimerSchedule schedule, DateTimeOffset now) => new(Last: null, schedule.Next(now), now);

    /// <summary>Goes on from what an earlier process stored.</summary>
    public static TimerPlan Resume(TimerSchedule schedule, StoredSchedule stored, DateTimeOffset now) =>
        stored.Schedule == schedule.Identity
            ? new TimerPlan(stored.Last, stored.Next, stored.LastUpdated).At(schedule, now)
            : Begin(schedule, now) with { Last = stored.Last };        // another schedule than before: nothing of it was missed

    public bool IsDue(DateTimeOffset now) => Next <= now;

    public bool IsPastDue(DateTimeOffset now) => Next < now - Punctual;

    /// <summary>The plan after the run that began at a moment. What came due meanwhile is due once.</summary>
    public TimerPlan Ran(TimerSchedule schedule, DateTimeOffset began)
    {
        var next = Next is { } due && due <= began ? schedule.Next(due) : Next;
        if (next <= began)
            next = schedule.Next(began);
        return new TimerPlan(Next is { } occurrence && occurrence <= began ? occurrence : began, next, began > Mark ? began : Mark);
    }

    /// <summary>The plan by the time the clock shows now.</summary>
    public TimerPlan At(TimerSchedule schedule, DateTimeOffset now)
    {
        if (now >= Mark)
            return this with { Mark = now };
        if (Mark - now <= (schedule.IsInterval ? CorrectionOfInterval : CorrectionOfDay))
            return this;
        return this with { Next = schedule.Next(now), Mark = now };
    }
}
