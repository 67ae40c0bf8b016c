using System.ComponentModel;
using System.Globalization;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Values;

/// <summary>Dates and times, ISO 8601.</summary>
internal sealed class DateTools(TimeProvider clock)
{
    public IEnumerable<ITool> All() =>
    [
        Tool.Create<NowArguments>("date_now", "The time now, in a time zone.", ToolEffect.ReadOnly,
            arguments => Describe(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Zone(arguments.TimeZone)))),
        Tool.Create<AddArguments>("date_add", "A date and time plus years, months, days, hours and minutes; negative ones go back.", ToolEffect.ReadOnly, Add),
        Tool.Create<BetweenArguments>("date_between", "The time from one date to another.", ToolEffect.ReadOnly, static arguments =>
        {
            var span = Read(arguments.To) - Read(arguments.From);
            return ToolResult.Json(new { span.TotalDays, span.TotalHours, span.TotalMinutes, span.TotalSeconds });
        }),
        Tool.Create<ConvertArguments>("date_convert", "The same moment in another time zone.", ToolEffect.ReadOnly,
            static arguments => Describe(TimeZoneInfo.ConvertTime(Read(arguments.Date), Zone(arguments.TimeZone)))),
    ];

    private static ToolResult Add(AddArguments arguments)
    {
        try
        {
            return Describe(Read(arguments.Date).AddYears(arguments.Years).AddMonths(arguments.Months)
                .AddDays(arguments.Days).AddHours(arguments.Hours).AddMinutes(arguments.Minutes));
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new ToolException(ToolErrorKind.InvalidArguments, "The result is no date between the years 1 and 9999.", error);
        }
    }

    private static ToolResult Describe(DateTimeOffset date) => ToolResult.Json(new
    {
        Date = date.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
        date.DayOfWeek,
        date.DayOfYear,
        IsoWeek = ISOWeek.GetWeekOfYear(date.DateTime),
        UnixSeconds = date.ToUnixTimeSeconds(),
    });

    private static DateTimeOffset Read(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : throw new ToolException(ToolErrorKind.InvalidArguments, $"'{text}' is no date such as 2026-03-01 or 2026-03-01T12:00:00+01:00.");

    private static TimeZoneInfo Zone(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw new ToolException(ToolErrorKind.InvalidArguments, $"'{name}' is no time zone such as UTC or Europe/Berlin.");

    private sealed record NowArguments([property: Description("For example UTC or Europe/Berlin.")] string TimeZone = "UTC");

    private sealed record AddArguments(string Date, int Years = 0, int Months = 0, double Days = 0, double Hours = 0, double Minutes = 0);

    private sealed record BetweenArguments(string From, string To);

    private sealed record ConvertArguments(string Date, string TimeZone);
}
