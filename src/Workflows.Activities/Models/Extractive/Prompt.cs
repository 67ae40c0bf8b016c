using System.Text.Json;
using Workflows.Activities.Agents;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Models.Extractive;

/// <summary>One shown line of a file.</summary>
internal readonly record struct ShownLine(int Number, string Text);

/// <summary>A file as a prompt shows it.</summary>
/// <param name="Path">Its path.</param>
/// <param name="TotalLines">Lines of the whole file.</param>
/// <param name="Lines">The shown lines, in order.</param>
internal sealed record ShownFile(string Path, int TotalLines, IReadOnlyList<ShownLine> Lines)
{
    private Dictionary<int, string>? byNumber;

    public PathKind Kind { get; } = PathTraits.KindOf(Path);

    public string? TextAt(int line)
    {
        byNumber ??= Lines.ToDictionary(shown => shown.Number, shown => shown.Text);
        return byNumber.GetValueOrDefault(line);
    }

    /// <summary>The cited line with its neighbours, as one text.</summary>
    public string Around(int line, int reach = 2) =>
        string.Join('\n', Enumerable.Range(line - reach, (2 * reach) + 1).Select(TextAt).Where(text => text is not null));
}

/// <summary>The material of an agent's prompt, read back from its text as any model has to.</summary>
internal sealed class Prompt
{
    public string Role { get; private set; } = "";

    public string Round { get; private set; } = "";

    public string Group { get; private set; } = "";

    public List<ShownFile> Files { get; } = [];

    public IReadOnlyList<Statement> Statements { get; private set; } = [];

    public IReadOnlyList<Challenge> Challenges { get; private set; } = [];

    public IReadOnlyList<PromptFinding> Findings { get; private set; } = [];

    /// <summary>Reads a prompt; null when it is not one of a review's agents.</summary>
    public static Prompt? TryRead(string system, string user)
    {
        var line = system.Split('\n').FirstOrDefault(line => line.StartsWith(AgentPrompts.RolePrefix, StringComparison.Ordinal));
        var middle = line?.IndexOf(AgentPrompts.RoundMark, StringComparison.Ordinal) ?? -1;
        if (line is null || middle < 0)
            return null;
        var prompt = new Prompt
        {
            Role = line[AgentPrompts.RolePrefix.Length..middle],
            Round = line[(middle + AgentPrompts.RoundMark.Length)..].Trim(),
        };
        prompt.ReadUser(user.Split('\n'));
        return prompt;
    }

    public ShownFile? Find(string path) => Files.Find(file => file.Path == path);

    private void ReadUser(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.StartsWith("Group of files: ", StringComparison.Ordinal) && Group.Length == 0)
                Group = line["Group of files: ".Length..].Split(" (")[0];
            else if (line.StartsWith("<file path=", StringComparison.Ordinal))
                i = ReadFile(lines, i);
            else if (line == "<statements>")
                Statements = ReadJson<Statement>(lines, i + 1);
            else if (line == "<challenges>")
                Challenges = ReadJson<Challenge>(lines, i + 1);
            else if (line == "<findings>")
                Findings = ReadJson<PromptFinding>(lines, i + 1);
        }
    }

    private int ReadFile(string[] lines, int start)
    {
        var (path, total) = ReadHead(lines[start]);
        var shown = new List<ShownLine>();
        var i = start + 1;
        for (; i < lines.Length && lines[i] != "</file>"; i++)
        {
            var bar = lines[i].IndexOf("| ", StringComparison.Ordinal);
            if (bar > 0 && int.TryParse(lines[i].AsSpan(0, bar), out var number))
                shown.Add(new ShownLine(number, lines[i][(bar + 2)..]));
        }

        Files.Add(new ShownFile(path, total, shown));
        return i;
    }

    private static (string Path, int Lines) ReadHead(string head)
    {
        const string prefix = "<file path=";
        var end = head.IndexOf("\" lines=\"", StringComparison.Ordinal);
        if (end < 0)
            return ("", 0);
        var path = JsonSerializer.Deserialize<string>(head[prefix.Length..(end + 1)], PromptText.Json) ?? "";
        var rest = head[(end + "\" lines=\"".Length)..];
        return (path, int.TryParse(rest.AsSpan(0, Math.Max(0, rest.IndexOf('"', StringComparison.Ordinal))), out var lines) ? lines : 0);
    }

    private static List<T> ReadJson<T>(string[] lines, int at)
    {
        try
        {
            return at < lines.Length ? JsonSerializer.Deserialize<List<T>>(lines[at], PromptText.Json) ?? [] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
