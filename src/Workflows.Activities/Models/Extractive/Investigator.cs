using System.Text.Json;
using Microsoft.Extensions.AI;
using Workflows.Activities.Agents;
using Workflows.Contracts.Research;

namespace Workflows.Activities.Models.Extractive;

/// <summary>
/// The agents of a research, by extraction: search for the question's terms, read the files that have most of them, take the lines that share
/// most with the question. The same files and question give the same calls and the same answer.
/// </summary>
internal static class Investigator
{
    private const string Search = "files_search";
    private const string Read = "files_read";

    private const int TermsMax = 6;
    private const int HitsMax = 100;            // stays below what a tool may return
    private const int FilesMax = 4;
    private const int ClaimsMax = 5;
    private const int LineCharsMin = 20;        // shorter lines say nothing on their own
    private const int LineCharsMax = 400;
    private const double Enough = 0.34;         // a claim with a third of the question's terms speaks of it
    private const double Little = 0.2;

    /// <summary>What to call or to answer; null when the form asked for is none of a research's.</summary>
    public static ChatMessage? Reply(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        if (options?.ResponseFormat is not ChatResponseFormatJson { SchemaName: { } form })
            return null;
        var asked = messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";
        var question = Section(asked, "question");
        object? answer = form switch
        {
            "research_plan" => new { questions = Plan(question, Section(asked, "found-nothing")) },
            "research_verdicts" => new { verdicts = Claims(asked).Select(claim => Judge(question, claim)) },
            "research_defence" => new { answers = Claims(asked).Select(claim => Defend(question, claim)) },
            "research_text" => new { paragraphs = Claims(asked).Select(claim => new { text = claim.Text, claims = new[] { claim.Id } }) },
            "research_claims" => null,
            _ => "",
        };
        if (answer is "")
            return null;
        return answer is null ? Investigate(question, messages, options) : Say(answer);
    }

    private static ChatMessage Investigate(string question, IReadOnlyList<ChatMessage> messages, ChatOptions options)
    {
        var contents = messages.SelectMany(message => message.Contents).ToList();
        var calls = contents.OfType<FunctionCallContent>().ToDictionary(call => call.CallId, StringComparer.Ordinal);
        var results = contents.OfType<FunctionResultContent>().Where(result => calls.ContainsKey(result.CallId))
            .Select(result => (Call: calls[result.CallId], Text: Unwrap(result.Result?.ToString() ?? ""))).ToList();
        var offered = (options.Tools ?? []).Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        var terms = Terms.Of(question).Distinct(StringComparer.Ordinal).OrderByDescending(term => term.Length).ThenBy(term => term, StringComparer.Ordinal)
            .Take(TermsMax).ToList();
        if (results.Count == 0 && offered.Contains(Search) && terms.Count > 0)
        {
            return new ChatMessage(ChatRole.Assistant, [.. terms.Select(term =>
                (AIContent)Call($"search-{term}", Search, ("regex", term), ("ignoreCase", true), ("limit", HitsMax)))]);
        }

        var files = Best(results.Where(result => result.Call.Name == Search));
        if (results.TrueForAll(result => result.Call.Name == Search) && offered.Contains(Read) && files.Count > 0)
            return new ChatMessage(ChatRole.Assistant, [.. files.Select((file, place) => (AIContent)Call($"read-{place}", Read, ("path", file)))]);
        return Say(new { claims = Extract(question, results.Where(result => result.Call.Name == Read)) });
    }

    /// <summary>The files with most of the terms; a term that is everywhere says little.</summary>
    private static List<string> Best(IEnumerable<(FunctionCallContent Call, string Text)> searches)
    {
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (_, text) in searches)
        {
            var hits = Hits(text);
            foreach (var file in hits.GroupBy(hit => hit, StringComparer.Ordinal))
                scores[file.Key] = scores.GetValueOrDefault(file.Key) + ((1 + Math.Min(file.Count(), 5) * 0.1) / Math.Log2(2 + hits.Count));
        }

        return [.. scores.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(FilesMax).Select(entry => entry.Key)];
    }

    private static List<string> Hits(string text)
    {
        try
        {
            using var found = JsonDocument.Parse(text);
            return found.RootElement.TryGetProperty("hits", out var hits) && hits.ValueKind == JsonValueKind.Array
                ? [.. hits.EnumerateArray().Select(hit => hit.TryGetProperty("path", out var path) ? path.GetString() : null).OfType<string>()]
                : [];
        }
        catch (JsonException)
        {
            return [];          // refused, failed or cut off: this term finds nothing
        }
    }

    private static IEnumerable<object> Extract(string question, IEnumerable<(FunctionCallContent Call, string Text)> reads)
    {
        var wanted = Terms.Of(question).ToHashSet(StringComparer.Ordinal);
        var lines = reads.SelectMany(read => Lines(read.Call, read.Text)).Select(line => (line.File, line.Number, line.Text, Score: Score(line.Text, wanted)));
        return lines.Where(line => line.Score > 0).OrderByDescending(line => line.Score).ThenBy(line => line.File, StringComparer.Ordinal)
            .ThenBy(line => line.Number).DistinctBy(line => line.Text).Take(ClaimsMax)
            .Select(line => new { text = Clean(line.Text), file = line.File, line = line.Number, quote = line.Text });
    }

    private static IEnumerable<(string File, int Number, string Text)> Lines(FunctionCallContent call, string text)
    {
        if (call.Arguments?.TryGetValue("path", out var path) != true || path?.ToString() is not { } file)
            yield break;
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length is >= LineCharsMin and <= LineCharsMax && !line.StartsWith('#'))
                yield return (file, i + 1, line);
        }
    }

    private static double Score(string line, HashSet<string> wanted)
    {
        var terms = Terms.Of(line);
        var shared = terms.Distinct(StringComparer.Ordinal).Count(wanted.Contains);
        return shared / Math.Sqrt(4 + terms.Count);
    }

    private static List<string> Plan(string question, string tried)
    {
        if (tried.Length > 0)
            return [string.Join(' ', Terms.Of(question).Distinct(StringComparer.Ordinal).OrderByDescending(term => term.Length).Take(3))];
        var parts = question.Split(['?', ';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .SelectMany(part => part.Split(" and ", StringSplitOptions.TrimEntries)).Where(part => Terms.Of(part).Count >= 2).Take(4).ToList();
        return parts.Count == 0 ? [question] : parts;
    }

    private static object Judge(string question, ResearchClaim claim)
    {
        var shared = Terms.Overlap(question, $"{claim.Text} {claim.Quote} {claim.File}");
        var supported = shared >= Enough || (claim.Defence.Length > 0 && shared >= Little);
        return new { claim = claim.Id, verdict = supported ? "support" : "oppose",
            reason = supported ? "Its line uses the question's terms." : "It has few of the question's terms." };
    }

    private static object Defend(string question, ResearchClaim claim)
    {
        var holds = Terms.Overlap(question, $"{claim.Text} {claim.Quote} {claim.File}") >= Little;
        return new { claim = claim.Id, action = holds ? "defend" : "withdraw",
            reason = holds ? $"The line is quoted word for word from {claim.File}." : "It does not speak of the question." };
    }

    private static List<ResearchClaim> Claims(string asked)
    {
        try
        {
            return JsonSerializer.Deserialize<List<ClaimShown>>(Section(asked, "claims"), PromptText.Json)?.ConvertAll(claim =>
                new ResearchClaim(claim.Id, "", claim.Text, claim.File, claim.Line, claim.Quote) { Defence = claim.Defence ?? "" }) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string Section(string text, string tag)
    {
        var start = text.IndexOf($"<{tag}>\n", StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf($"\n</{tag}>", start, StringComparison.Ordinal);
        return end < 0 ? "" : text[(start + tag.Length + 3)..Math.Max(end, start + tag.Length + 3)];
    }

    // What a tool returned stands between marks.
    private static string Unwrap(string text)
    {
        if (!text.StartsWith("<untrusted-", StringComparison.Ordinal))
            return text;
        var start = text.IndexOf('\n', StringComparison.Ordinal);
        var end = text.LastIndexOf("\n</untrusted-", StringComparison.Ordinal);
        return start < 0 || end <= start ? "" : text[(start + 1)..end];
    }

    private static string Clean(string line) => line.TrimStart('/', '*', '-', '>', '<', '|', ' ').TrimEnd('|', ' ');

    private static FunctionCallContent Call(string id, string name, params (string Name, object? Value)[] arguments) =>
        new(id, name, arguments.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal));

    private static ChatMessage Say(object answer) => new(ChatRole.Assistant, JsonSerializer.Serialize(answer, PromptText.Json));

    private sealed record ClaimShown(string Id, string Text, string File, int Line, string Quote, string? Defence);
}
