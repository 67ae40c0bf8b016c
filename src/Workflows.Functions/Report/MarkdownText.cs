using System.Globalization;
using System.Text;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Report;

/// <summary>Pieces of Markdown. Text from files and models is escaped: it may hold markup, and must not become any.</summary>
internal static class MarkdownText
{
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (c is '\r' or '\n' or '\t' || char.IsControl(c))
                escaped.Append(' ');
            else if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '|')
                escaped.Append('\\').Append(c);
            else if (c is '<')
                escaped.Append("&lt;");
            else
                escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>Escapes, but keeps code between back-ticks as code.</summary>
    public static string Prose(string text)
    {
        var parts = text.Split('`');
        if (parts.Length % 2 == 0)
            return Escape(text);
        return string.Concat(parts.Select((part, i) => i % 2 == 0 ? Escape(part) : Code(part)));
    }

    public static string Code(string text)
    {
        var clean = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Replace("|", "¦", StringComparison.Ordinal);
        if (clean.Length == 0)
            return "";
        return clean.Contains('`', StringComparison.Ordinal) ? $"`` {clean} ``" : $"`{clean}`";
    }

    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB"),
        < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):0.##} GB"),
    };

    public static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture,
        $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    public static string Places(IEnumerable<Citation> places) => $"({PlaceList(places)})";

    /// <summary>Places, the lines of one file together: <c>a.cs:3, 9</c>.</summary>
    public static string PlaceList(IEnumerable<Citation> places) => string.Join(", ",
        places.GroupBy(place => place.File, StringComparer.Ordinal).Select(file =>
    {
        var numbers = file.Where(place => place.Line is not null).Select(place => place.Line!.Value.ToString(CultureInfo.InvariantCulture));
        var lines = string.Join(", ", numbers.Distinct(StringComparer.Ordinal));
        return Code(lines.Length == 0 ? file.Key : $"{file.Key}:{lines}");
    }));

    public static void Table(StringBuilder page, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows, int rowsMax,
        string noun)
    {
        var all = rows.ToList();
        if (all.Count == 0)
            return;
        page.Append("| ").AppendJoin(" | ", head).Append(" |\n|").Append(string.Concat(Enumerable.Repeat(" --- |", head.Count)))
            .Append('\n');
        foreach (var row in all.Take(rowsMax))
            page.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        page.Append('\n');
        if (all.Count > rowsMax)
            page.Append(CultureInfo.InvariantCulture, $"And {all.Count - rowsMax} more {noun} in {ReportWriter.JsonName}.\n\n");
    }

    public static void More(StringBuilder page, int count, string noun)
    {
        if (count > 0)
            page.Append(CultureInfo.InvariantCulture, $"- … and {count:N0} more {noun} in {ReportWriter.JsonName}\n");
    }
}
