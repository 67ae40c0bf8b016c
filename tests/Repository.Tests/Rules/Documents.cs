using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Repository.Tests.Support;

namespace Repository.Tests.Rules;

/// <summary>What documents promise: links that lead somewhere, figures that were measured.</summary>
internal static partial class Documents
{
    private static readonly string[] NumberFields = ["n", "inFlight", "runsPerSec", "p50Ms", "p99Ms", "rssMb", "fsyncPerSec"];

    public static bool IsRuntimeResult(string path) => ResultPath().IsMatch(path);

    public static IEnumerable<string> DeadLinks(SourceFile file)
    {
        foreach (Match match in Link().Matches(file.Text))
        {
            var target = match.Groups["target"].Value;
            if (target.Contains("://", StringComparison.Ordinal))
                continue;
            if (!Path.Exists(Path.Join(Repo.Root, Path.GetDirectoryName(file.Path), target)))
                yield return $"{file.Path}: {target}";
        }
    }

    public static IEnumerable<string> BadResults(SourceFile file)
    {
        var lines = file.Lines;
        for (var i = 0; i < lines.Length; i++)
        {
            if (Problem(lines[i]) is { } problem)
                yield return file.At(i + 1, problem);
        }
    }

    /// <summary>Rows of the form | `workload` | n | runs/s | p50 | p99 | must be, rounded, those of a committed result.</summary>
    public static IEnumerable<string> UnprovenFigures(SourceFile readme, IReadOnlyList<SourceFile> results)
    {
        var measured = results.SelectMany(file => file.Lines).Select(line => Row(JsonDocument.Parse(line).RootElement)).ToHashSet();
        return from line in readme.Lines
               where FigureRow().IsMatch(line)
               where !measured.Contains(string.Join('|', Cells(line).Take(5)))
               select line;
    }

    private static string[] Cells(string line) =>
        line.Replace(",", "", StringComparison.Ordinal).Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Row(JsonElement result)
    {
        var name = result.GetProperty("workload").GetString();
        return string.Create(
            CultureInfo.InvariantCulture, $"`{name}`|{Number("n"):F0}|{Number("runsPerSec"):F0}|{Number("p50Ms"):F1}|{Number("p99Ms"):F1}");

        decimal Number(string field) => result.GetProperty(field).GetDecimal();
    }

    private static string? Problem(string line)
    {
        try
        {
            var result = JsonDocument.Parse(line).RootElement;
            if (!result.TryGetProperty("workload", out var name) || name.ValueKind != JsonValueKind.String)
                return "has no workload";
            var missing = NumberFields.Where(field => !HasNumber(result, field)).ToList();
            return missing.Count == 0 ? null : $"has no number {string.Join(", ", missing)}";
        }
        catch (JsonException error)
        {
            return error.Message;
        }
    }

    private static bool HasNumber(JsonElement result, string field) =>
        result.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number;

    [GeneratedRegex(@"^bench/results/(?:.+/)?runtime-[^/]+\.json$", RegexOptions.None, 1000)]
    private static partial Regex ResultPath();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(?:#[^)]*)?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^\|\s*`(?:sequence5|latency)`\s*\|\s*[\d,]+\s*\|", RegexOptions.None, 1000)]
    private static partial Regex FigureRow();
}
