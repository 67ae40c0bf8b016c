using NCrontab;

namespace Runtime.Host.Timers;

/// <summary>
/// A CRON expression in a time zone. Where clocks are put forward, an hour named in the expression that does not exist is due when it would have begun,
/// once; where they are put back, a named hour that comes twice is due the first time only. An expression whose hours are a pattern
/// (<c>*</c>, <c>*/2</c>, <c>9-17</c>) is due in every hour that passes, the second of two equal ones too.
/// </summary>
internal sealed class CronSchedule(string text, CrontabSchedule cron, string hours, TimeZoneInfo zone) : TimerSchedule(text)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Stride = TimeSpan.FromHours(12);      // no zone changes its clocks twice within it

    public override bool IsInterval { get; } = hours.AsSpan().IndexOfAny('*', '/', '-') >= 0;

    public override string Identity => $"{cron} {zone.Id}";

    public override DateTimeOffset? Next(DateTimeOffset after) => IsInterval ? NextOfPattern(after) : NextOfDay(after);

    private DateTimeOffset? NextOfDay(DateTimeOffset after)
    {
        var wall = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        while (NextWall(wall) is { } due)
        {
            if (Instant(due) is var instant && instant > after)
                return instant;
            wall = due;         // the second of two equal hours: this one was due in the first
        }
        return null;
    }

    private DateTimeOffset Instant(DateTime wall)
    {
        if (zone.IsInvalidTime(wall))
            return FirstAfterGap(wall);
        var offset = zone.IsAmbiguousTime(wall) ? zone.GetAmbiguousTimeOffsets(wall).Max() : zone.GetUtcOffset(wall);
        return new DateTimeOffset(wall, offset).ToUniversalTime();
    }

    private DateTimeOffset FirstAfterGap(DateTime wall)
    {
        var before = wall;
        while (zone.IsInvalidTime(before))
            before -= TimeSpan.FromMinutes(15);      // gaps begin and end on quarter hours or later
        var start = new DateTimeOffset(before, zone.GetUtcOffset(before)).ToUniversalTime();
        return Transition(start, start + TimeSpan.FromDays(2)) ?? start;
    }

    // Between two changes of the clocks wall time runs as fast as time; so the expression is asked once for each stretch.
    private DateTimeOffset? NextOfPattern(DateTimeOffset after)
    {
        var cursor = after.ToUniversalTime();
        while (true)
        {
            var offset = zone.GetUtcOffset(cursor);
            if (NextWall(cursor.UtcDateTime + offset) is not { } due)
                return null;
            var instant = new DateTimeOffset(DateTime.SpecifyKind(due - offset, DateTimeKind.Utc));
            if (Transition(cursor, instant) is not { } change)
                return instant;
            var shown = change.UtcDateTime + zone.GetUtcOffset(change);
            if (change > after && NextWall(shown - Second) == shown)
                return change;
            cursor = change;
        }
    }

    /// <summary>The first second with another offset, after a moment and not after another.</summary>
    private DateTimeOffset? Transition(DateTimeOffset from, DateTimeOffset until)
    {
        var offset = zone.GetUtcOffset(from);
        for (var low = from; low < until;)
        {
            var high = until - low > Stride ? low + Stride : until;
            if (zone.GetUtcOffset(high) == offset)
            {
                low = high;
                continue;
            }
            while (high - low > Second)
            {
                var middle = low + ((high - low) / 2);
                (low, high) = zone.GetUtcOffset(middle) == offset ? (middle, high) : (low, middle);
            }
            return new DateTimeOffset(high.Ticks - (high.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        }
        return null;
    }

    private DateTime? NextWall(DateTime after)
    {
        var due = cron.GetNextOccurrence(DateTime.SpecifyKind(after, DateTimeKind.Unspecified));
        return due.Year == DateTime.MaxValue.Year ? null : due;
    }
}
