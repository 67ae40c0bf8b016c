namespace Runtime.Host.Timers;

/// <summary>Due again and again after the same time.</summary>
internal sealed class IntervalSchedule(string text, TimeSpan interval) : TimerSchedule(text)
{
    public override bool IsInterval => true;

    public override string Identity => interval.ToString();

    public override DateTimeOffset? Next(DateTimeOffset after) =>
        after.UtcTicks > DateTimeOffset.MaxValue.UtcTicks - interval.Ticks ? null : after + interval;
}
