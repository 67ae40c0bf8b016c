namespace Runtime.Host.Timers;

/// <summary>What all timer functions share.</summary>
/// <param name="Store">Where schedules survive.</param>
/// <param name="LookAtClock">How often a long wait looks whether the clock was set; on virtual time nobody sets it.</param>
internal sealed record TimerOptions(ScheduleStore Store, TimeSpan LookAtClock)
{
    public static readonly TimeSpan LookAtClockDefault = TimeSpan.FromMinutes(1);
}
