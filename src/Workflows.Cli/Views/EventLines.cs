using System.Globalization;
using System.Text.Json;
using Runtime.Engine.Inspection;

namespace Workflows.Cli.Views;

/// <summary>Events of a history as lines of text.</summary>
internal static class EventLines
{
    private const int PayloadColumns = 80;

    /// <summary>One event as one line: number, time, kind, and what it is about.</summary>
    public static string Line(EventView item) => string.Create(
        CultureInfo.InvariantCulture, $"{item.Number,6}  {item.At:yyyy-MM-dd HH:mm:ss.fff}Z  {(item.IsDecision ? "decided " : "received")} {item.Kind,-19} {About(item)}").TrimEnd();

    /// <summary>Text for one line of at most so many columns: no control characters, cut with its length.</summary>
    public static string Short(JsonElement? payload, int columns)
    {
        var text = payload?.GetRawText() ?? "";
        return Cut(text, text.Length, columns);
    }

    private static string About(EventView item)
    {
        var parts = new List<string>();
        if (item.Name is { } name)
            parts.Add(name);
        if (item.TaskId is { } task)
            parts.Add($"#{task}");
        if (item.Attempt is { } attempt)
            parts.Add($"attempt {attempt}");
        if (item.Target is { } target)
            parts.Add((item.IsDecision ? "-> " : "from ") + target);
        if (item.Due is { } due)
            parts.Add($"due {due:yyyy-MM-dd HH:mm:ss}Z");
        if (item.Reason is { } reason)
            parts.Add(Cut(reason, reason.Length, PayloadColumns));
        if (item.Failure is { } failure)
            parts.Add(Cut($"{failure.Type}: {failure.Message}", int.MaxValue, 2 * PayloadColumns));
        if (item.PayloadLength is { } length)
            parts.Add(Cut(item.PayloadStart ?? item.Payload?.GetRawText() ?? "", length, PayloadColumns));
        return string.Join(' ', parts);
    }

    private static string Cut(string text, int length, int columns)
    {
        var line = string.Create(Math.Min(text.Length, columns), text, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
        return text.Length <= columns ? line : length == int.MaxValue ? line + "…" : $"{line}… ({length} characters)";
    }
}
