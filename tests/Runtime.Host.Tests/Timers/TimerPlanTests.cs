using Runtime.Host.Timers;

namespace Runtime.Host.Tests.Timers;

public sealed class TimerPlanTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TimerSchedule daily = TimerSchedule.Read("0 0 3 * * *", TimeZoneInfo.Utc, out _)!;
    private readonly TimerSchedule minutely = TimerSchedule.Read("0 * * * * *", TimeZoneInfo.Utc, out _)!;

    [Fact]
    public void Resume_AfterItsTime_IsPastDue()
    {
        var stored = new StoredSchedule(daily.Identity, Noon.AddDays(-3), Noon.AddDays(-2), Noon.AddDays(-3));

        var plan = TimerPlan.Resume(daily, stored, Noon);

        Assert.True(plan.IsDue(Noon) && plan.IsPastDue(Noon));
        Assert.Equal(Noon.Date.AddDays(1).AddHours(3), plan.Ran(daily, Noon).Next!.Value.UtcDateTime);
    }

    [Fact]
    public void Resume_AnotherSchedule_MissedNothing()
    {
        var stored = new StoredSchedule("another", Noon.AddDays(-3), Noon.AddDays(-2), Noon.AddDays(-3));

        var plan = TimerPlan.Resume(daily, stored, Noon);

        Assert.False(plan.IsDue(Noon));
        Assert.Equal(Noon.AddDays(-3), plan.Last);
    }

    [Fact]
    public void Ran_LongerThanTheInterval_IsDueOnceMore()
    {
        var plan = TimerPlan.Begin(minutely, Noon);

        var after = plan.Ran(minutely, Noon.AddMinutes(1));
        var later = Noon.AddMinutes(4.5);       // the run ended here: 12:02, 12:03 and 12:04 came due meanwhile

        Assert.True(after.IsDue(later));
        Assert.Equal(Noon.AddMinutes(5), after.Ran(minutely, later).Next);
    }

    [Fact]
    public void At_ClockSetBackALittle_RepeatsNothing()
    {
        var ran = (TimerPlan.Begin(daily, Noon) with { Next = Noon }).Ran(daily, Noon);

        Assert.Equal(Noon.Date.AddDays(1).AddHours(3), ran.At(daily, Noon.AddHours(-2)).Next!.Value.UtcDateTime);
        var corrected = TimerPlan.Begin(minutely, Noon).Ran(minutely, Noon.AddMinutes(1)).At(minutely, Noon);
        Assert.Equal(Noon.AddMinutes(2), corrected.Next);
    }

    [Fact]
    public void At_ClockSetBackFar_FollowsTheClock()
    {
        var yesterday = Noon.AddDays(-30);

        Assert.Equal(yesterday.Date.AddDays(1).AddHours(3), TimerPlan.Begin(daily, Noon).At(daily, yesterday).Next!.Value.UtcDateTime);
        Assert.Equal(Noon.AddHours(-1).AddMinutes(1), TimerPlan.Begin(minutely, Noon).At(minutely, Noon.AddHours(-1)).Next);
    }
}
