using System.Globalization;
using System.Text.RegularExpressions;

namespace Runtime.Host.Tests.Observability;

/// <summary>Reads Prometheus' text format strictly and fails on whatever is not in it.</summary>
internal static partial class PrometheusParser
{
    public static IReadOnlyList<Sample> Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var samples = new List<Sample>();
        var current = "";
        foreach (var line in text.Split('\n')[..^1])
        {
            if (Comment().Match(line) is { Success: true } comment)
            {
                current = comment.Groups["name"].Value;
                if (comment.Groups["kind"].Value == "TYPE")
                    Assert.True(types.TryAdd(current, comment.Groups["rest"].Value), $"{current} has two types");
                continue;
            }

            var match = SampleLine().Match(line);
            Assert.True(match.Success, $"not a sample: {line}");
            var name = match.Groups["name"].Value;
            Assert.True(name == current || (types[current] == "histogram" && name.StartsWith(current + "_", StringComparison.Ordinal)), $"{name} stands under {current}");
            var labels = Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups["key"].Value, label => Unescape(label.Groups["value"].Value));
            samples.Add(new Sample(name, labels, NumberOf(match.Groups["value"].Value)));
        }

        var series = samples.Select(sample => sample.Series).ToList();
        Assert.Equal(series.Count, series.Distinct(StringComparer.Ordinal).Count());
        return samples;
    }

    private static double NumberOf(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static string Unescape(string text) => Regex.Replace(
        text, @"\\(?<letter>.)", match => match.Groups["letter"].Value is var letter && letter == "n" ? "\n" : letter, RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex("^# (?<kind>HELP|TYPE) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<rest>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Comment();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\[\\"n])*",?)*)\} (?<value>[+-]?(Inf|[0-9][0-9.Ee+-]*)|NaN)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex SampleLine();

    [GeneratedRegex("""(?<key>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\\n]|\\[\\"n])*)",?""", RegexOptions.ExplicitCapture)]
    private static partial Regex Label();

    internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
    {
        public string Series => Name + string.Join(',', Labels.OrderBy(label => label.Key, StringComparer.Ordinal));

        public string? this[string label] => Labels.GetValueOrDefault(label);
    }
}
