using System.Text.Json;
using Workflows.Contracts.Models;
using Workflows.Tools.Schema;

namespace Workflows.Functions.Agents;

/// <summary>Whether an answer has the form that its agent must give. Pure.</summary>
internal static class OutputCheck
{
    /// <summary>What is wrong, in words that a model can act on; null when nothing is or any text will do.</summary>
    public static string? Problem(AnswerSchema? schema, string text)
    {
        if (schema is null)
            return string.IsNullOrWhiteSpace(text) ? "The answer is empty." : null;
        try
        {
            using var answer = JsonDocument.Parse(text);
            var problems = new SchemaValidator(JsonElement.Parse(schema.Json)).Validate(answer.RootElement);
            return problems.Count == 0 ? null : string.Join("; ", problems) + ".";
        }
        catch (JsonException error)
        {
            return $"It is no JSON: {error.Message}";
        }
    }
}
