using System.Text.Json;

namespace Workflows.Functions.Tests.Report;

/// <summary>The part of JSON Schema that docs/review.schema.json uses for structure: $ref, required, properties, items, enum; unknown
/// properties are problems too.</summary>
internal static class SchemaCheck
{
    public static IEnumerable<string> Problems(JsonElement root, JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            schema = root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]);
        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray()
            .Any(choice => choice.GetString() == value.GetString()))
            yield return $"{path}: '{value}' is not one of {allowed}";
        if (value.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var properties))
        {
            foreach (var name in schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()!)
                .Where(name => !value.TryGetProperty(name, out _)))
                yield return $"{path}.{name} is missing";
            foreach (var property in value.EnumerateObject())
            {
                if (!properties.TryGetProperty(property.Name, out var inner))
                    yield return $"{path}.{property.Name} is not in the schema";
                else
                {
                    foreach (var problem in Problems(root, inner, property.Value, $"{path}.{property.Name}"))
                        yield return problem;
                }
            }
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (var problem in value.EnumerateArray().SelectMany((item, i) => Problems(root, items, item, $"{path}[{i}]")))
                yield return problem;
        }
    }
}
