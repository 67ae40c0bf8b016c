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
    private const int CountMax = 10_000;

    public static byte[] Read(string text) => Encoding.UTF8.GetBytes(Part().Replace(text, Expand));

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
