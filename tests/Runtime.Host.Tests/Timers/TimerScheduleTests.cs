using System.Globalization;
using Runtime.Host.Timers;

namespace Runtime.Host.Tests.Timers;

public sealed class TimerScheduleTests
{
    // Clocks go forward on the last Sunday of March at 02:00 to 03:00, and back on the last Sunday of October at 03:00 to 02:00.
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.CreateCustomTimeZone("Test/Mitte", TimeSpan.FromHours(1), "Mitte", "Mitte", "Mitte Sommer",
    [
        TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday)),
    ]);

    [Theory]
    [InlineData("0 0 3 * * *", "2026-01-01T00:00:00Z", "2026-01-01T03:00:00Z")]
    [InlineData("0 0 3 * * *", "2026-01-01T03:00:00Z", "2026-01-02T03:00:00Z")]
    [InlineData("*/5 * * * * *", "2026-01-01T00:00:04.999Z", "2026-01-01T00:00:05Z")]
    [InlineData("30 3 * * Mon-Fri", "2026-01-02T04:00:00Z", "2026-01-05T03:30:00Z")]
    [InlineData("0 0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("00:05:00", "2026-01-01T00:00:07Z", "2026-01-01T00:05:07Z")]
    public void Next_InUtc_IsTheFirstMatchAfter(string schedule, string after, string expected) =>
        Assert.Equal(Time(expected), Read(schedule, TimeZoneInfo.Utc).Next(Time(after)));

    [Theory]
    [InlineData("0 30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]        // 02:30 does not exist: due at 03:00, once
    [InlineData("0 */20 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z")]
    [InlineData("0 0 * * * *", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z")]         // 01:00, then 03:00, then 04:00
    [InlineData("0 30 * * * *", "2026-03-29T00:00:00Z", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z")]
    [InlineData("0 30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]        // 02:30 comes twice: due the first time
    [InlineData("0 30 * * * *", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]        // every hour that passes
    [InlineData("0 0 * * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z")]
    [InlineData("0 0 9-17 1 7 *", "2026-01-15T12:00:00Z", "2026-07-01T07:00:00Z", "2026-07-01T08:00:00Z")]
    public void Next_WhereClocksChange_NeitherSkipsNorDoubles(string schedule, string after, string first, string second)
    {
        var read = Read(schedule, Zone);

        Assert.Equal(Time(first), read.Next(Time(after)));
        Assert.Equal(Time(second), read.Next(Time(first)));
    }

    [Theory]
    [InlineData("0 30 2 * * *", 365)]
    [InlineData("0 0 * * * *", 8760)]
    [InlineData("0 */30 * * * *", 17520)]
    [InlineData("0 0 2,3 * * *", 729)]      // on the day in March both hours begin at the same moment
    public void Next_OverAYear_CountsEveryOccurrence(string schedule, int expected)
    {
        var read = Read(schedule, Zone);
        var end = Time("2026-12-31T23:00:00Z");
        var (count, before) = (0, Time("2025-12-31T22:59:59Z"));
        while (read.Next(before) is { } next && next < end)
        {
            Assert.True(next > before);
            (count, before) = (count + 1, next);
        }

        Assert.Equal(expected, count);
    }

    [Theory]
    [InlineData("0 0 31 2 *", "no day ever matches")]
    [InlineData("61 * * * * *", "61 is higher than the maximum")]
    [InlineData("soon", "write a CRON expression of six fields")]
    [InlineData("00:00:00", "must be longer than zero")]
    [InlineData("-00:05:00", "must be longer than zero")]
    public void Read_WrongSchedule_SaysWhatIsWrong(string schedule, string reason)
    {
        Assert.Null(TimerSchedule.Read(schedule, TimeZoneInfo.Utc, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    private static TimerSchedule Read(string text, TimeZoneInfo zone)
    {
        var schedule = TimerSchedule.Read(text, zone, out var error);
        Assert.Null(error);
        return schedule!;
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
