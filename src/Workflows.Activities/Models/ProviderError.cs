using System.Text.Json;

namespace Workflows.Activities.Models;

/// <summary>What a provider's error body says. OpenAI, Azure and Anthropic share the form; other servers put less into it.</summary>
internal sealed record ProviderError(string Code, string Message)
{
    private const int MessageCharsMax = 300;

    private static readonly ProviderError Nothing = new("", "");

    /// <summary>
    /// <c>{"error":{"message","code","type"}}</c>, <c>{"error":"text"}</c> or <c>{"message"|"detail":"text"}</c>; empty for all else.
    /// </summary>
    public static ProviderError Parse(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
                root = root[0];                         // Gemini's OpenAI address wraps the object in an array
            if (root.ValueKind != JsonValueKind.Object)
                return Nothing;
            if (!root.TryGetProperty("error", out var error))
                error = root;
            if (error.ValueKind == JsonValueKind.String)
                return new ProviderError("", Short(error.GetString()!));
            var code = Text(error, "code");
            var message = Text(error, "message");
            return new ProviderError(
                code.Length > 0 ? code : Text(error, "type"),
                Short(message.Length > 0 ? message : Text(error, "detail")));
        }
        catch (JsonException)
        {
            return Nothing;
        }
    }

    private static string Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    private static string Short(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MessageCharsMax ? line : line[..MessageCharsMax] + "…";
    }
}
