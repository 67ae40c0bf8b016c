using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workflows.Activities.Models;

/// <summary>A tool's arguments between JSON text and the dictionary of Microsoft.Extensions.AI.</summary>
internal static class ToolArguments
{
    // The text goes into history and to the tool, never into a page.
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null when the text is not a JSON object. No text at all means no arguments: some servers send it so.</summary>
    public static Dictionary<string, object?>? Read(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return new Dictionary<string, object?>(StringComparer.Ordinal);
        try
        {
            var root = JsonElement.Parse(json);
            if (root.ValueKind != JsonValueKind.Object)
                return null;
            var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var property in root.EnumerateObject())
                arguments[property.Name] = property.Value;      // of a name given twice the last counts, as everywhere
            return arguments;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Write(IDictionary<string, object?>? arguments) =>
        arguments is null ? "{}" : JsonSerializer.Serialize(arguments, AsWritten);
}
