using System.Text.Json;

namespace Workflows.Activities.Models;

/// <summary>
/// Tells whether OpenAI's strict mode takes a schema: it wants every object closed and every property required, and rejects the whole
/// call otherwise. A schema that does not fit is sent as guidance, and the answer is checked here all the same. Source: OpenAI's guide
/// to structured outputs, "Supported schemas".
/// </summary>
internal static class StrictSchema
{
    public static bool Fits(JsonElement schema) => IsObjectSchema(schema) && AllClosed(schema);

    private static bool AllClosed(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => (!IsObjectSchema(node) || IsClosed(node)) && node.EnumerateObject().All(child => AllClosed(child.Value)),
        JsonValueKind.Array => node.EnumerateArray().All(AllClosed),
        _ => true,
    };

    private static bool IsObjectSchema(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty("properties", out var properties) &&
        properties.ValueKind == JsonValueKind.Object;

    private static bool IsClosed(JsonElement node)
    {
        if (!node.TryGetProperty("additionalProperties", out var more) || more.ValueKind != JsonValueKind.False)
            return false;
        var required = JsonAnswer.Required(node);
        return node.GetProperty("properties").EnumerateObject().All(property => required.Contains(property.Name));
    }
}
