using System.Text.Json;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Agents;

/// <summary>Turns a model's JSON into an <see cref="AgentReply"/>. Pure; what does not fit is told in words that a model can act
/// on.</summary>
internal static class ReplyParser
{
    private const int StatementsMax = 12;       // more from one agent about one group is noise
    private const int TextCharsMax = 600;

    public static AgentReply? TryParse(string text, AgentRole role, AgentRound round, out string problem)
    {
        problem = "";
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new FormatException($"the answer is a JSON {root.ValueKind.ToString().ToLowerInvariant()}, not an object");
            return round switch
            {
                AgentRound.Propose => new AgentReply { Statements = [.. Items(root, "statements").Take(StatementsMax)
                    .Select(item => ReadStatement(item, role))] },
                AgentRound.Challenge => new AgentReply { Challenges = [.. Items(root, "challenges").Select(ReadChallenge)] },
                AgentRound.Answer => new AgentReply
                {
                    Answers = [.. Items(root, "answers").Select(ReadAnswer)],
                    Votes = [.. Items(root, "votes").Select(item => ReadVote(item, role))],
                },
                _ => new AgentReply { Headline = Text(root, "headline"), Entries = [.. Items(root, "entries").Select(ReadEdited)] },
            };
        }
        catch (JsonException error)
        {
            problem = $"the answer is not JSON: {error.Message}";
        }
        catch (FormatException error)
        {
            problem = error.Message;
        }

        return null;
    }

    private static Statement ReadStatement(JsonElement item, AgentRole role) =>
        new("", role, Text(item, "text"), ReadCitations(item)) { Severity = role == AgentRole.RiskReviewer ? ReadSeverity(item)
            ?? Severity.Low : null };

    private static Challenge ReadChallenge(JsonElement item) => new(Text(item, "statement"), ReadVerdict(item), Text(item, "reason"));

    private static Vote ReadVote(JsonElement item, AgentRole role) =>
        new(Text(item, "statement"), role, ReadVerdict(item), Text(item, "reason"));

    private static Answer ReadAnswer(JsonElement item) =>
        new(Text(item, "statement"), ReadEnum<AnswerAction>(item, "action"), Text(item, "reason"))
        {
            Text = item.TryGetProperty("text", out var revised) && revised.ValueKind == JsonValueKind.String ? Cut(revised.GetString()!)
                : null,
            Severity = ReadSeverity(item),
            Citations = ReadCitations(item),
        };

    private static Edited ReadEdited(JsonElement item) =>
        new([.. Items(item, "statements").Select(id => id.ValueKind == JsonValueKind.String ? id.GetString()!
            : throw new FormatException("an entry's \"statements\" must be ids"))],
            Text(item, "text"));

    private static List<Citation> ReadCitations(JsonElement item)
    {
        var places = new List<Citation>();
        if (!item.TryGetProperty("citations", out var list) || list.ValueKind != JsonValueKind.Array)
            return places;
        foreach (var place in list.EnumerateArray())
        {
            if (place.ValueKind == JsonValueKind.Object && place.TryGetProperty("file", out var file)
                && file.ValueKind == JsonValueKind.String)
            {
                int? line = place.TryGetProperty("line", out var at) && at.ValueKind == JsonValueKind.Number
                    && at.TryGetInt32(out var number) ? number : null;
                places.Add(new Citation(file.GetString()!, line));
            }
        }

        return places;
    }

    private static Severity? ReadSeverity(JsonElement item) =>
        item.TryGetProperty("severity", out var value) && value.ValueKind == JsonValueKind.String ? ReadEnum<Severity>(item, "severity")
            : null;

    private static Verdict ReadVerdict(JsonElement item) => ReadEnum<Verdict>(item, "verdict");

    private static TEnum ReadEnum<TEnum>(JsonElement item, string name)
        where TEnum : struct, Enum
    {
        var text = Text(item, name);
        return Enum.TryParse<TEnum>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])
            ? value
            : throw new FormatException($"\"{name}\" is \"{Cut(text)}\"; allowed are {string.Join(", ", Enum.GetNames<TEnum>()).ToLowerInvariant()}");
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : throw new FormatException($"the list \"{name}\" is missing");

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? Cut(text.GetString()!)
            : throw new FormatException($"the text \"{name}\" is missing");

    private static string Cut(string text)
    {
        text = text.ReplaceLineEndings(" ").Trim();
        return text.Length <= TextCharsMax ? text : text[..(TextCharsMax - 1)] + "…";
    }
}
