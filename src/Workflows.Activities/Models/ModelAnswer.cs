using System.Text.Json;
using Microsoft.Extensions.AI;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models;

/// <summary>Judges what a client returned: an answer as asked, a refusal, or neither.</summary>
internal sealed class ModelAnswer(NamedModel model)
{
    private const int ExcerptCharsMax = 500;        // a screenful to look at; the whole would fill the run's history

    public ModelOutcome Read(ChatResponse response, JsonElement? schema) =>
        Judge(response, schema) with { Usage = UsageOf(response.Usage) };

    private ModelOutcome Judge(ChatResponse response, JsonElement? schema)
    {
        var who = $"Model {model.Name}";
        var refusals = response.Messages.SelectMany(message => message.Contents).OfType<ErrorContent>();
        if (response.FinishReason == ChatFinishReason.ContentFilter || refusals.Any())
            return new Refused($"{who}: it declined to answer: change the question or ask another model.");

        var cut = response.FinishReason == ChatFinishReason.Length;
        var text = response.Text;
        var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
        if (calls.Count > 0 && !cut)
            return WithTools(text, calls, response.ModelId);

        var raise = $"the limit of output tokens ended it: raise MaxOutputTokens above {model.MaxOutputTokens} or ask for less";
        if (string.IsNullOrWhiteSpace(text))
            return new Malformed(cut ? $"{who}: the answer is empty, {raise}." : $"{who}: the answer is empty: try again.");
        if (schema is not { } form)
            return new Answered(text) { CutShort = cut, ModelVersion = response.ModelId };

        var (json, problem) = JsonAnswer.Read(text, form);
        if (json is not null)
            return new Answered(json) { ModelVersion = response.ModelId };
        return new Malformed(cut ? $"{who}: the answer {problem}, {raise}." : $"{who}: the answer {problem}: try again.")
        {
            Excerpt = Excerpt(text),
        };
    }

    private ModelOutcome WithTools(string text, List<FunctionCallContent> calls, string? version)
    {
        if (calls.Any(call => call.Exception is not null || call.Name.Length == 0 || call.CallId.Length == 0))
            return new Malformed($"Model {model.Name}: the arguments of a tool are not a JSON object: try again.");
        var requests = calls.Select(call => new ToolRequest(call.CallId, call.Name, ToolArguments.Write(call.Arguments))).ToList();
        return new Answered(text) { ToolRequests = requests, ModelVersion = version };
    }

    private ModelUsage UsageOf(UsageDetails? usage)
    {
        var input = Math.Max(0, usage?.InputTokenCount ?? 0);
        var output = Math.Max(0, usage?.OutputTokenCount ?? 0);
        if (!model.IsRemote)
            return new ModelUsage(input, output, 0m);
        var known = usage is { InputTokenCount: not null, OutputTokenCount: not null };
        return new ModelUsage(input, output, known ? model.Cost(input, output) : null) { CachedInputTokens = usage?.CachedInputTokenCount ?? 0 };
    }

    private string Excerpt(string text)
    {
        var start = text.Length <= ExcerptCharsMax ? text : text[..ExcerptCharsMax] + "…";
        return model.Key?.Scrub(start) ?? start;
    }
}
