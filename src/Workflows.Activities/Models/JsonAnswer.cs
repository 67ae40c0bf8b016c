using System.Text.Json;

namespace Workflows.Activities.Models;

/// <summary>
/// Finds the JSON in an answer and checks it lightly: it parses, its root is of the schema's kind, and the root's required properties
/// are there. Deeper checks belong to whoever reads the answer into a type.
/// </summary>
internal static class JsonAnswer
{
    private const string Fence = "```";

    /// <summary>The JSON text, or what is wrong with the answer; one of the two is null.</summary>
    public static (string? Json, string? Problem) Read(string answer, JsonElement schema)
    {
        var text = StripFence(answer.Trim());
        try
        {
            using var json = JsonDocument.Parse(text);
            return Problem(json.RootElement, schema) is { } problem ? (null, problem) : (text, null);
        }
        catch (JsonException)
        {
            return (null, "is not JSON");
        }
    }

    public static HashSet<string> Required(JsonElement schema)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (!schema.TryGetProperty("required", out var required) || required.ValueKind != JsonValueKind.Array)
            return names;
        foreach (var name in required.EnumerateArray())
        {
            if (name.ValueKind == JsonValueKind.String)
                names.Add(name.GetString()!);
        }

        return names;
    }

    private static string? Problem(JsonElement answer, JsonElement schema)
    {
        var wantsArray = schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("array");
        if (answer.ValueKind != (wantsArray ? JsonValueKind.Array : JsonValueKind.Object))
            return wantsArray ? "is not a JSON array" : "is not a JSON object";
        if (wantsArray)
            return null;
        var missing = Required(schema).Where(name => !answer.TryGetProperty(name, out _)).Order(StringComparer.Ordinal).ToList();
        return missing.Count == 0 ? null : $"lacks {string.Join(", ", missing)}";
    }

    /// <summary>Models often put JSON into a fenced block, some with a sentence before it.</summary>
    private static string StripFence(string text)
    {
        if (text.StartsWith('{') || text.StartsWith('['))
            return text;
        var open = text.IndexOf(Fence, StringComparison.Ordinal);
        var start = open < 0 ? -1 : text.IndexOf('\n', open);
        var close = text.LastIndexOf(Fence, StringComparison.Ordinal);
        return start < 0 || close <= start ? text : text[(start + 1)..close].Trim();
    }
}
