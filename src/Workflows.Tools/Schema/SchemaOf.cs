using System.ComponentModel;
using System.Reflection;
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
        var description = Find(context.PropertyInfo?.AssociatedParameter?.AttributeProvider) ?? Find(context.PropertyInfo?.AttributeProvider);
        if (description is not null && schema is JsonObject described)
            described.Insert(0, "description", description);
        return schema;
    }

    private static string? Find(ICustomAttributeProvider? provider) =>
        provider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false).OfType<DescriptionAttribute>().FirstOrDefault()?.Description;
}
