using System.Text.Json;
using System.Text.RegularExpressions;

namespace Workflows.Tools.Builtin.Data;

/// <summary>A JSONPath filter: a member, a comparison, a constant; or a member alone, which then must be there.</summary>
internal static partial class JsonFilter
{
    public static Func<JsonElement, IEnumerable<JsonElement>> Parse(string filter)
    {
        var match = Form().Match(filter);
        if (!match.Success)
            throw JsonPath.Wrong($"'[{filter}]' is no filter such as [?(@.price < 10)] or [?(@.name == 'x')].");
        var names = match.Groups["path"].Value.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var comparison = match.Groups["op"].Value;
        var constant = comparison.Length == 0 ? default : Constant(match.Groups["value"].Value.Trim());
        return value => JsonPath.Children(value).Where(child => Holds(Find(child, names), comparison, constant));
    }

    private static JsonElement Constant(string text)
    {
        var json = text is ['\'', .. var inside, '\''] ? JsonSerializer.Serialize(inside) : text;
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(json);
        }
        catch (JsonException)
        {
            throw JsonPath.Wrong($"'{text}' is no constant: write a number, 'text', true, false or null.");
        }
    }

    private static JsonElement? Find(JsonElement value, string[] names)
    {
        foreach (var name in names)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
                return null;
        }
        return value;
    }

    private static bool Holds(JsonElement? found, string comparison, JsonElement constant) => (found, comparison) switch
    {
        (null, "!=") => true,
        (null, _) => false,
        (_, "") => true,
        ({ } value, "==") => JsonElement.DeepEquals(value, constant),
        ({ } value, "!=") => !JsonElement.DeepEquals(value, constant),
        ({ } value, _) => Compare(value, constant) is { } order && comparison switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 },
    };

    private static int? Compare(JsonElement left, JsonElement right) => (left.ValueKind, right.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => left.GetDouble().CompareTo(right.GetDouble()),
        (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(left.GetString(), right.GetString()),
        _ => null,
    };

    [GeneratedRegex(
        @"^\?\s*\(?\s*@(?<path>(?:\.[A-Za-z_][A-Za-z0-9_-]*)*)\s*(?:(?<op>==|!=|<=|>=|<|>)\s*(?<value>[^()]+?))?\s*\)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Form();
}
