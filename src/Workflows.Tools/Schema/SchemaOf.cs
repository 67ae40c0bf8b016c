using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Workflows.Tools.Schema;

/// <summary>The JSON schema of a record of arguments.</summary>
internal static class SchemaOf
{
    private static readonly JsonSchemaExporterOptions Exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };

    public static string Type<T>() => ToolJson.Options.GetJsonSchemaAsNode(typeof(T), Exporter).ToJsonString(ToolJson.Options);

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject described)
            return schema;
        if (Find<RangeAttribute>(context) is { } range)
        {
            described["minimum"] = JsonValue.Create(Convert.ToDouble(range.Minimum));
            described["maximum"] = JsonValue.Create(Convert.ToDouble(range.Maximum));
        }

        if (Find<DescriptionAttribute>(context) is { } description)
            described.Insert(0, "description", description.Description);
        return schema;
    }

    private static T? Find<T>(JsonSchemaExporterContext context)
    {
        var property = context.PropertyInfo;
        return new[] { property?.AssociatedParameter?.AttributeProvider, property?.AttributeProvider }
            .SelectMany(provider => provider?.GetCustomAttributes(typeof(T), inherit: false).OfType<T>() ?? []).FirstOrDefault();
    }
}
