using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Runtime.Host.Tests.Hostile;

/// <summary>An answer as it came over the wire; status 0 when the connection was closed without one.</summary>
internal sealed partial record RawAnswer(int Status, string Text)
{
    /// <summary>The statuses of all answers that came over the connection.</summary>
    public IReadOnlyList<int> Statuses => [.. StatusLine().Matches(Text).Select(line => int.Parse(line.Groups["status"].Value, CultureInfo.InvariantCulture))];

    public static RawAnswer Read(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var status = text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;
        return new RawAnswer(status, text);
    }

    [GeneratedRegex(@"HTTP/1\.1 (?<status>\d{3}) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StatusLine();
}
