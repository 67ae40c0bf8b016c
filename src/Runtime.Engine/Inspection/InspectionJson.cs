using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Runtime.Engine.Inspection;

/// <summary>How what is told of runs looks as JSON, over HTTP, on the command line and in archives.</summary>
public static class InspectionJson
{
    /// <summary>Names in camel case, statuses by name, no property for what there is not.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A stored payload as a JSON value; text that is not JSON becomes a string.</summary>
    /// <param name="stored">The payload as stored; null when there is none.</param>
    /// <returns>The value; null when there is none.</returns>
    public static JsonElement? Value(string? stored)
    {
        if (stored is null)
            return null;
        try
        {
            using var document = JsonDocument.Parse(stored);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(stored);
        }
    }
}
