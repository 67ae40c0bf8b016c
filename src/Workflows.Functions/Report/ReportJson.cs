using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Report;

/// <summary>The form of <c>review.json</c>; its schema is docs/review.schema.json.</summary>
public static class ReportJson
{
    /// <summary>camelCase names, enumerations as lower-case words, no property left out: a reader need not ask whether one is
    /// there.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,      // a file for people too; it is never put into HTML
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Renders a report.</summary>
    /// <param name="report">The report.</param>
    /// <returns>JSON that ends with a line feed.</returns>
    public static string Render(ReviewReport report) => JsonSerializer.Serialize(report, Options) + "\n";
}
