using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workflows.Activities.Models.Extractive;

/// <summary>Answers any other prompt by extraction: the sentences of the given text that share most with the question.</summary>
internal static class QuestionAnswerer
{
    private const int SentencesMax = 3;

    public static string Answer(string system, string user)
    {
        var sentences = Split(user);
        if (sentences.Count == 0)
            return "";
        var asked = sentences.FindLastIndex(sentence => sentence.EndsWith('?'));
        var question = asked >= 0 ? sentences[asked] : sentences.Count > 1 ? sentences[0] : system;
        var material = sentences.Where(sentence => sentence != question).ToList();
        if (material.Count == 0)
            return sentences[0];
        var wanted = Terms.Of(question).ToHashSet(StringComparer.Ordinal);
        var central = Centrality.Rank(material);
        return string.Join(' ', material
            .Select((sentence, i) => (sentence, i, Score: Shared(sentence, wanted) + (0.1 * Math.Min(central[i], 3))))
            .OrderByDescending(entry => entry.Score).ThenBy(entry => entry.i).Take(SentencesMax)
            .OrderBy(entry => entry.i).Select(entry => entry.sentence));
    }

    /// <summary>The answer in the form of a JSON schema: the text goes where text is asked, everything else is the smallest value
    /// allowed.</summary>
    public static string AsJson(string answer, JsonElement schema) => (Fill(schema, answer, depth: 0) ?? new JsonObject()).ToJsonString();

    private static double Shared(string sentence, HashSet<string> wanted)
    {
        var terms = Terms.Of(sentence);
        return terms.Count == 0 ? 0 : terms.Distinct(StringComparer.Ordinal).Count(wanted.Contains) / Math.Sqrt(4 + terms.Count);
    }

    private static JsonNode? Fill(JsonElement schema, string answer, int depth)
    {
        const int depthMax = 32;    // a schema that refers to itself has no smallest value
        if (schema.ValueKind != JsonValueKind.Object || depth > depthMax)
            return null;
        if (schema.TryGetProperty("enum", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
            return JsonNode.Parse(Choose(choices, answer).GetRawText());
        switch (TypeOf(schema))
        {
            case "object":
                var result = new JsonObject();
                if (schema.TryGetProperty("properties", out var properties))
                {
                    foreach (var property in properties.EnumerateObject())
                        result[property.Name] = Fill(property.Value, answer, depth + 1);
                }

                return result;
            case "array":
                var least = schema.TryGetProperty("minItems", out var items) && items.TryGetInt32(out var count) ? Math.Min(count, 16) : 0;
                return new JsonArray([.. Enumerable.Range(0, least)
                    .Select(_ => schema.TryGetProperty("items", out var item) ? Fill(item, answer, depth + 1) : null)]);
            case "integer" or "number":
                return schema.TryGetProperty("minimum", out var minimum) ? JsonNode.Parse(minimum.GetRawText()) : 0;
            case "boolean":
                return false;
            case "null":
                return null;
            default:
                return answer;
        }
    }

    // Classification: the choice that the answer shares most with, else the first.
    private static JsonElement Choose(JsonElement choices, string answer) => choices.EnumerateArray()
        .MaxBy(choice => choice.ValueKind == JsonValueKind.String && answer.Contains(choice.GetString()!,
            StringComparison.OrdinalIgnoreCase) ? 2
            : choice.ValueKind == JsonValueKind.String ? Terms.Overlap(choice.GetString()!, answer) : 0);

    private static string TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return schema.TryGetProperty("properties", out _) ? "object" : "string";
        return type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().First().GetString() ?? "string" : type.GetString() ?? "string";
    }

    private static List<string> Split(string text)
    {
        var sentences = new List<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var start = 0;
            for (var i = 0; i < line.Length; i++)
            {
                if (line[i] is not ('.' or '!' or '?') || (i + 1 < line.Length && line[i + 1] != ' '))
                    continue;
                sentences.Add(line[start..(i + 1)].Trim());
                start = i + 1;
            }

            if (line[start..].Trim() is { Length: > 0 } rest)
                sentences.Add(rest);
        }

        return sentences;
    }
}
