using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace GpuHost.Core.Rules;

/// <summary>
/// Reads the examples of a rules file. <c>{ab*5}</c> stands for the characters in turn up to that number, here <c>ababa</c>, and <c>{}</c> for
/// nothing; so that a rules file holds nothing that looks like a credential.
/// </summary>
internal static partial class ExampleText
{
    /// <summary>The longest example: four times the longest match.</summary>
    public const int BytesMax = 64 * 1024;

    private const int CountMax = 10_000;

    /// <summary>The bytes that a text stands for; null when they are too many.</summary>
    public static byte[]? Read(string text)
    {
        if (text.Length > BytesMax)
            return null;
        var result = new StringBuilder();
        var at = 0;
        foreach (var part in Part().Matches(text).Cast<Match>())
        {
            result.Append(text.AsSpan(at, part.Index - at)).Append(Expand(part));
            at = part.Index + part.Length;
            if (result.Length > BytesMax)
                return null;
        }

        var bytes = Encoding.UTF8.GetBytes(result.Append(text.AsSpan(at)).ToString());
        return bytes.Length <= BytesMax ? bytes : null;
    }

    private static string Expand(Match part)
    {
        var symbols = part.Groups["symbols"].Value;
        if (symbols.Length == 0)
            return "";
        var count = Math.Min(int.Parse(part.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), CountMax);
        return string.Create(count, symbols, (target, source) =>
        {
            for (var index = 0; index < target.Length; index++)
                target[index] = source[index % source.Length];
        });
    }

    [GeneratedRegex(@"\{(?:(?<symbols>[^{}*]+)\*(?<count>[0-9]{1,5}))?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();
}
