using System.Text.Json;
using Microsoft.Extensions.AI;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models;

/// <summary>A checked call in the words of <see cref="IChatClient"/>.</summary>
internal sealed record ModelQuestion(List<ChatMessage> Messages, ChatOptions Options, JsonElement? Schema)
{
    // Not even dense English or source code reaches eight characters a token on average, so what is refused here fits no tokeniser.
    private const int CharsPerTokenMost = 8;

    /// <summary>The question, or what is wrong with the call; one of the two is null.</summary>
    public static (ModelQuestion? Question, InvalidRequest? Wrong) From(ModelCall call, NamedModel model)
    {
        if (Problem(call, model) is { } problem)
            return (null, new InvalidRequest($"Model {model.Name}: {problem}"));

        var schema = ParseSchema(call.Schema);
        if (call.Schema is not null && schema is null)
            return (null, new InvalidRequest($"Model {model.Name}: the call's schema is not a JSON object: correct AnswerSchema.Json."));

        if (Conversation.ReadTools(call.Tools) is not { } tools)
            return (null, new InvalidRequest($"Model {model.Name}: the parameters of a tool are not a JSON Schema: correct ParametersJson."));

        var options = new ChatOptions
        {
            ModelId = model.Model,
            MaxOutputTokens = Math.Min(call.MaxOutputTokens ?? model.MaxOutputTokens, model.MaxOutputTokens),
            Temperature = (float?)call.Temperature,
            ResponseFormat = schema is { } form ? ChatResponseFormat.ForJsonSchema(form, call.Schema!.Name) : null,
            Tools = tools.Count > 0 ? tools : null,
        };
        return (new ModelQuestion(Conversation.Messages(call), options, schema), null);
    }

    private static string? Problem(ModelCall call, NamedModel model)
    {
        if (string.IsNullOrWhiteSpace(call.UserText) && call.Turns.Count == 0)
            return "the call asks nothing: UserText is empty.";
        if (call.MaxOutputTokens < 1)
            return "MaxOutputTokens of a call must be at least 1.";
        if (call.Temperature is < 0 or > 2)
            return "Temperature of a call must be from 0 to 2.";
        if (call.Temperature > 1 && model.Provider == ModelProvider.Anthropic)
            return "Temperature of a call to Anthropic must be from 0 to 1.";
        if (call.Schema is { } schema && !IsProviderName(schema.Name))
            return "a schema's name must be 1 to 64 letters, digits, '_' or '-'.";
        if (Conversation.Problem(call) is { } problem)
            return problem;
        var least = Conversation.Characters(call) / CharsPerTokenMost;
        return least > model.ContextTokens
            ? $"the question has at least {least} tokens and the model holds {model.ContextTokens}: shorten it, or correct ContextTokens."
            : null;
    }

    private static JsonElement? ParseSchema(AnswerSchema? schema)
    {
        if (schema is null)
            return null;
        try
        {
            var json = JsonElement.Parse(schema.Json);
            return json.ValueKind == JsonValueKind.Object ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What every provider takes as the name of a schema or a tool.</summary>
    internal static bool IsProviderName(string name) =>
        name.Length is >= 1 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
