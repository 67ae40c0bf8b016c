using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Workflows.Activities.Agents.Definitions;

/// <summary>Whether the schema of an answer is one: a mistake is told when the file is read and not when the first answer comes. Pure.</summary>
internal static class OutputSchemaCheck
{
    private const int DepthMax = 64;        // what the check of answers goes down to

    private static readonly HashSet<string> Types = new(["object", "array", "string", "boolean", "null", "number", "integer"], StringComparer.Ordinal);
    private static readonly HashSet<string> One = new(["items", "additionalProperties", "not"], StringComparer.Ordinal);
    private static readonly HashSet<string> Many = new(["allOf", "anyOf", "oneOf", "prefixItems"], StringComparer.Ordinal);
    private static readonly HashSet<string> Named = new(["properties", "patternProperties", "$defs"], StringComparer.Ordinal);

    private static readonly HashSet<string> Counts = new(
        ["minProperties", "maxProperties", "minItems", "maxItems", "minLength", "maxLength"], StringComparer.Ordinal);

    private static readonly HashSet<string> Numbers = new(
        ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"], StringComparer.Ordinal);

    /// <summary>What is wrong, each with its place in the schema; none when it can be checked against.</summary>
    public static IEnumerable<string> Problems(JsonNode root) => Problems(root, root, "schema", 0);

    private static IEnumerable<string> Problems(JsonNode root, JsonNode? schema, string place, int depth)
    {
        if (schema is JsonValue flag && flag.TryGetValue<bool>(out _))
            return [];
        if (schema is not JsonObject shape)
            return [$"'{place}' must be a schema: a block of settings, true or false."];
        if (depth > DepthMax)
            return [$"'{place}' is nested deeper than {DepthMax}."];
        return shape.SelectMany(entry => ProblemsOf(root, entry.Key, entry.Value, $"{place}/{entry.Key}", depth + 1));
    }

    private static IEnumerable<string> ProblemsOf(JsonNode root, string keyword, JsonNode? value, string place, int depth)
    {
        if (One.Contains(keyword))
            return Problems(root, value, place, depth);
        if (Many.Contains(keyword))
        {
            return value is JsonArray { Count: > 0 } forms
                ? forms.SelectMany((form, at) => Problems(root, form, $"{place}/{at}", depth))
                : [$"'{place}' must be a list of schemas."];
        }

        if (Named.Contains(keyword))
        {
            return value is JsonObject named
                ? named.SelectMany(entry => Pattern(keyword == "patternProperties" ? entry.Key : null, place)
                    .Concat(Problems(root, entry.Value, $"{place}/{entry.Key}", depth)))
                : [$"'{place}' must be a block of named schemas."];
        }

        return Simple(root, keyword, value, place) is { } problem ? [problem] : [];
    }

    private static string? Simple(JsonNode root, string keyword, JsonNode? value, string place) => keyword switch
    {
        "type" when !IsType(value) => $"'{place}' must be one or more of {string.Join(", ", Types)}.",
        "required" when !IsTexts(value) => $"'{place}' must be a list of names.",
        "enum" when value is not JsonArray { Count: > 0 } => $"'{place}' must be a list of values.",
        "uniqueItems" when (value as JsonValue)?.TryGetValue<bool>(out _) != true => $"'{place}' must be true or false.",
        "pattern" => Pattern(Text(value) ?? "(", place).FirstOrDefault(),
        "$ref" when Text(value) is not { } reference || Find(root, reference) is null => $"'{place}' must name a place of this schema, as #/$defs/name.",
        _ when Counts.Contains(keyword) && !(Number(value) >= 0 && double.IsInteger(Number(value) ?? 0.5)) => $"'{place}' must be a whole number from 0.",
        _ when Numbers.Contains(keyword) && Number(value) is null => $"'{place}' must be a number.",
        _ => null,
    };

    private static IEnumerable<string> Pattern(string? pattern, string place)
    {
        if (pattern is null)
            return [];
        try
        {
            _ = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
            return [];
        }
        catch (ArgumentException)
        {
            return [$"'{place}' must be a regular expression."];
        }
    }

    private static bool IsType(JsonNode? value) => Text(value) is { } one ? Types.Contains(one)
        : value is JsonArray { Count: > 0 } all && all.All(type => Text(type) is { } name && Types.Contains(name));

    private static bool IsTexts(JsonNode? value) => value is JsonArray all && all.All(one => Text(one) is not null);

    private static string? Text(JsonNode? value) => value is JsonValue one && one.TryGetValue<string>(out var text) ? text : null;

    private static double? Number(JsonNode? value) => value is JsonValue one && one.GetValueKind() == System.Text.Json.JsonValueKind.Number
        ? double.Parse(one.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) : null;

    private static JsonNode? Find(JsonNode root, string reference)
    {
        if (reference == "#")
            return root;
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
            return null;
        JsonNode? at = root;
        foreach (var escaped in Uri.UnescapeDataString(reference[2..]).Split('/'))
        {
            var part = escaped.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            at = at switch
            {
                JsonObject map => map[part],
                JsonArray list when int.TryParse(part, out var index) && index >= 0 && index < list.Count => list[index],
                _ => null,
            };
        }

        return at;
    }
}
