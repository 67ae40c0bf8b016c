using System.Text.Json;
using Workflows.Contracts.Agents;

namespace Workflows.Functions;

/// <summary>Reads the input that somebody outside gives to a workflow.</summary>
public static class WorkflowInput
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    /// <summary>Reads an input.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="json">The input as UTF-8; <c>null</c> is an empty object.</param>
    /// <returns>The input, or what it lacks; one of the two is null.</returns>
    /// <exception cref="JsonException">It is not the JSON of this input.</exception>
    public static (object? Input, string? Problem) Read(WorkflowInfo workflow, ReadOnlySpan<byte> json)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        var given = JsonSerializer.Deserialize<JsonElement>(json);
        var isEmpty = given.ValueKind == JsonValueKind.Null;
        if (isEmpty)
            given = JsonElement.Parse("{}");
        if (Missing(workflow.InputType, given) is { Count: > 0 } missing)
            return (null, $"The input of {workflow.Name} lacks {string.Join(", ", missing.Select(name => $"'{name}'"))}.");
        return (Own(JsonSerializer.Deserialize(isEmpty ? "{}"u8 : json, workflow.InputType, Json)), null);
    }

    private static List<string> Missing(Type type, JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Object)
            return [];
        var there = given.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null)
            .Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. type.GetConstructors()[0].GetParameters().Where(parameter => !parameter.HasDefaultValue && !there.Contains(parameter.Name!))
            .Select(parameter => JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!))];
    }

    // Whom a run works for, and what an agent is beside its definition, is said by the run that starts it and by nobody outside: budgets and trust go by it.
    private static object? Own(object? input) => input switch
    {
        AgentRequest agent => agent with { Setup = null, Run = null, Brief = "", Material = null },
        TeamRequest team => team with { Run = null },
        _ => input,
    };
}
