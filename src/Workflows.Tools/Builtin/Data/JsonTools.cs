using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Workflows.Contracts.Tools;
using Workflows.Tools.Schema;

namespace Workflows.Tools.Builtin.Data;

/// <summary>JSON and YAML.</summary>
internal static class JsonTools
{
    public static IEnumerable<ITool> All() =>
    [
        Tool.CreateEndable<QueryArguments>("json_query", "Picks values out of JSON by a JSON pointer (/a/0/b) or a JSONPath ($.a[*].b).", Query),
        Tool.Create<ValidateArguments>("json_validate", "Checks JSON against a JSON schema.", ToolEffect.ReadOnly, static arguments =>
        {
            using var document = Parse(arguments.Json);
            var errors = new SchemaValidator(arguments.Schema).Validate(document.RootElement);
            return ToolResult.Json(new { Valid = errors.Count == 0, Errors = errors });
        }),
        Tool.Create<YamlArguments>("yaml_to_json", "YAML as JSON.", ToolEffect.ReadOnly,
            static arguments => new ToolResult(YamlJson.Convert(arguments.Yaml)) { IsJson = true }),
        Tool.Create<CsvArguments>("csv_query", "Columns, rows, counts and sums of a CSV text with a header line.", ToolEffect.ReadOnly, CsvQuery.Run),
        Tool.CreateEndable<XmlArguments>("xml_query", "Picks values out of XML by an XPath. Entities and DTDs are refused.", XmlQuery.Run),
    ];

    public static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException error)
        {
            throw new ToolException(ToolErrorKind.InvalidArguments, $"This is no JSON: {error.Message}", error);
        }
    }

    private static ToolResult Query(QueryArguments arguments, CancellationToken cancellationToken)
    {
        if (arguments.Query is not ("" or ['/' or '$', ..]))
            throw new ToolException(ToolErrorKind.InvalidArguments, $"'{arguments.Query}' is no query: a pointer begins with / and a path with $.");
        using var document = Parse(arguments.Json);
        var found = arguments.Query.StartsWith('$')
            ? JsonPath.Select(document.RootElement, arguments.Query, cancellationToken).Take(arguments.Limit).ToList()
            : JsonPointer.Find(document.RootElement, arguments.Query) is { } value ? [value] : [];
        return ToolResult.Json(new { Values = found });
    }

    private sealed record QueryArguments(string Json, string Query, [property: Range(1, 100_000)] int Limit = 1000);

    private sealed record ValidateArguments(string Json, JsonElement Schema);

    private sealed record YamlArguments(string Yaml);

    internal sealed record CsvArguments(
        string Csv,
        [property: Description("Columns to show; all when left out.")] IReadOnlyList<string>? Select = null,
        [property: Description("Conditions that all must hold.")] IReadOnlyList<CsvCondition>? Where = null,
        [property: Description("Counts rows, and sums the numbers of SumOf, for each value of this column.")] string? GroupBy = null,
        string? SumOf = null,
        [property: Range(1, 100_000)] int Limit = 200,
        [property: Description("Comma when left out.")] string Separator = ",");

    internal sealed record CsvCondition(string Column, [property: Description("equals, contains, above or below.")] CsvOperator Operator, string Value);

    internal sealed record XmlArguments(string Xml, string XPath, [property: Range(1, 100_000)] int Limit = 200);
}
