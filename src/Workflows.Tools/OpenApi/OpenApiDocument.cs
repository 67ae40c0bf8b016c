using System.Text.Json.Nodes;
using Workflows.Contracts.Tools;
using Workflows.Tools.Builtin.Data;

namespace Workflows.Tools.OpenApi;

/// <summary>An OpenAPI 3.0 or 3.1 document, JSON or YAML, as operations whose schemas stand alone.</summary>
internal static class OpenApiDocument
{
    private const int DepthMax = 24;        // a schema that refers to itself is cut off here
    private const int NodesMax = 20_000;    // of one operation; schemas that refer to each other multiply, and no model reads more
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch", "head", "options"];

    /// <exception cref="ToolException">It is no such document.</exception>
    public static (string Server, IReadOnlyList<OpenApiOperation> Operations) Read(string text)
    {
        var root = Parse(text) as JsonObject ?? throw Wrong("it is no object");
        if (root["openapi"]?.ToString() is not { } version || !version.StartsWith("3.", StringComparison.Ordinal))
            throw Wrong("its 'openapi' is not 3.0 or 3.1");
        var operations = new List<OpenApiOperation>();
        foreach (var (path, item) in root["paths"] as JsonObject ?? [])
        {
            foreach (var method in Methods)
            {
                if (item?[method] is JsonObject operation)
                    operations.Add(Operation(root, path, method, item.AsObject(), operation));
            }
        }
        return (root["servers"]?[0]?["url"]?.ToString() ?? "", operations);
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.TrimStart().StartsWith('{') ? JsonNode.Parse(text) : YamlJson.Parse(text);
        }
        catch (System.Text.Json.JsonException error)
        {
            throw Wrong(error.Message);
        }
    }

    private static OpenApiOperation Operation(JsonObject root, string path, string method, JsonObject item, JsonObject operation)
    {
        var nodes = 0;
        var properties = new JsonObject();
        var required = new JsonArray();
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var raw in (item["parameters"] as JsonArray ?? []).Concat(operation["parameters"] as JsonArray ?? []))
        {
            var parameter = Expand(root, raw, 0, ref nodes) as JsonObject ?? throw Wrong($"a parameter of {path} is no object");
            var name = parameter["name"]?.ToString() ?? throw Wrong($"a parameter of {path} has no name");
            if (parameter["in"]?.ToString() is not ("path" or "query" or "header") and var place)
                continue;
            places[name] = parameter["in"]!.ToString();
            var schema = (parameter["schema"] ?? new JsonObject()).DeepClone().AsObject();
            if (parameter["description"] is { } said)
                schema["description"] = said.ToString();
            properties[name] = schema;
            if (parameter["required"]?.GetValue<bool>() == true || places[name] == "path")
                required.Add(name);
        }
        var asked = Expand(root, operation["requestBody"], 0, ref nodes);
        if (asked?["content"]?["application/json"]?["schema"] is { } body)
        {
            places["body"] = "body";
            properties["body"] = body.DeepClone();
            if (asked["required"]?.GetValue<bool>() == true)
                required.Add("body");
        }
        var input = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false };
        var id = operation["operationId"]?.ToString() ?? $"{method}_{path.Trim('/').Replace('/', '_')}";
        string?[] about = [operation["summary"]?.ToString(), operation["description"]?.ToString()];
        var description = string.Join(" ", about.Where(part => !string.IsNullOrEmpty(part)));
        return new OpenApiOperation(id, method, path,
            description.Length > 0 ? description : $"{method.ToUpperInvariant()} {path}", input.ToJsonString(), places);
    }

    /// <summary>The node with every reference replaced by what it refers to, or by anything where that would not end.</summary>
    private static JsonNode? Expand(JsonObject root, JsonNode? node, int depth, ref int nodes)
    {
        nodes++;
        if (node is JsonObject reference && reference["$ref"]?.ToString() is { } to)
            return depth > DepthMax || nodes > NodesMax ? new JsonObject() : Expand(root, Find(root, to), depth + 1, ref nodes);
        if (node is JsonObject map)
        {
            var copy = new JsonObject();
            foreach (var (name, value) in map)
                copy[name] = Expand(root, value, depth + 1, ref nodes);
            return copy;
        }

        if (node is not JsonArray list)
            return node?.DeepClone();
        var items = new JsonArray();
        foreach (var item in list)
            items.Add(Expand(root, item, depth + 1, ref nodes));
        return items;
    }

    private static JsonNode Find(JsonObject root, string reference)
    {
        JsonNode? at = reference.StartsWith("#/", StringComparison.Ordinal) ? root : null;
        foreach (var part in reference.TrimStart('#').Trim('/').Split('/'))
            at = (at as JsonObject)?[part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)];
        return at ?? throw Wrong($"it refers to '{reference}', which it does not have; references to other documents are not followed");
    }

    private static ToolException Wrong(string what) => new(ToolErrorKind.Unavailable, $"The OpenAPI document cannot be used: {what}.");
}
