using System.Globalization;
using System.Text.Json;
using Workflows.Contracts.Models.Bench;

namespace Workflows.Functions.Models.Bench;

/// <summary>Grades an answer by what it must hold. Pure.</summary>
internal static class BenchGrading
{
    private static readonly char[] Marks = ['.', ',', ';', ':', '!', '"', '\'', '`', '*', ' ', '\n'];

    /// <summary>0 for wrong to 1 for right.</summary>
    public static double Grade(string answer, BenchExpectation expect)
    {
        var text = Plain(answer);
        if (expect.Lacks.Any(phrase => Holds(text, phrase)))
            return 0;
        var grades = expect.Contains.Select(phrase => Holds(text, phrase))
            .Concat(expect.Exactly is { } whole ? [text.Trim(Marks) == Plain(whole).Trim(Marks)] : [])
            .Concat(Properties(answer, expect.Properties))
            .ToList();
        return grades.Count == 0 ? 1 : grades.Count(right => right) / (double)grades.Count;
    }

    private static bool Holds(string text, string phrase) => phrase.Split('|').Any(one => text.Contains(Plain(one), StringComparison.Ordinal));

    private static string Plain(string text) => string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<bool> Properties(string answer, IReadOnlyDictionary<string, string> wanted)
    {
        if (wanted.Count == 0)
            return [];
        try
        {
            using var json = JsonDocument.Parse(answer);
            return [.. wanted.Select(property => json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(property.Key, out var value) && IsSame(value, property.Value))];
        }
        catch (JsonException)
        {
            return wanted.Select(_ => false);
        }
    }

    private static bool IsSame(JsonElement value, string wanted)
    {
        var given = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return Number(given) is { } number && Number(wanted) is { } other ? number == other : Bare(given) == Bare(wanted);
    }

    private static string Bare(string text) => Plain(text).Replace(" ", "", StringComparison.Ordinal).Trim(Marks);

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
