using System.Globalization;
using NCrontab;

namespace Runtime.Host.Timers;

/// <summary>When a timer function is due. Pure: the same moment gives the same answer.</summary>
internal abstract class TimerSchedule(string text)
{
    private static readonly CrontabSchedule.ParseOptions WithSeconds = new() { IncludingSeconds = true };

    /// <summary>What the user wrote.</summary>
    public string Text { get; } = text;

    /// <summary>True when it recurs all day long; false when it names hours of the day, which a clock set back must not repeat.</summary>
    public abstract bool IsInterval { get; }

    /// <summary>Names the schedule and everything its occurrences depend on: a stored status of another one is out of date.</summary>
    public abstract string Identity { get; }

    /// <summary>The first occurrence after a moment; null when there is none any more.</summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>Reads a CRON expression of five or six fields, or a time span.</summary>
    /// <param name="text">What the user wrote, settings resolved.</param>
    /// <param name="zone">Where the hours of a CRON expression are.</param>
    /// <param name="error">What is wrong with it; null when nothing is.</param>
    public static TimerSchedule? Read(string text, TimeZoneInfo zone, out string? error)
    {
        error = null;
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is 5 or 6)
            return ReadCron(text, fields, zone, out error);
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval))
        {
            if (interval > TimeSpan.Zero)
                return new IntervalSchedule(text, interval);
            error = "a time span must be longer than zero";
            return null;
        }
        error = "write a CRON expression of six fields ({second} {minute} {hour} {day} {month} {day of week}), of five, or a time span such as 00:05:00";
        return null;
    }

    private static CronSchedule? ReadCron(string text, string[] fields, TimeZoneInfo zone, out string? error)
    {
        error = null;
        try
        {
            var cron = CrontabSchedule.Parse(string.Join(' ', fields), fields.Length == 6 ? WithSeconds : new CrontabSchedule.ParseOptions());
            var schedule = new CronSchedule(text, cron, fields[^4], zone);
            if (schedule.Next(DateTimeOffset.UnixEpoch) is not null)
                return schedule;
            error = "no day ever matches it";
        }
        catch (CrontabException wrong)
        {
            error = wrong.Message.TrimEnd('.');
        }
        return null;
    }
}
