using Workflows.Contracts.Files;
using GpuHost.Core.Patterns;

namespace GpuHost.Core.Rules;

/// <summary>
/// Reads a rules file: a first line <c>workflows-rules/1</c>, a line with the column names, then one rule a line. Columns are separated by
/// one tab: id, severity, category, regex, description. Empty lines and lines that start with '#' are skipped.
/// </summary>
internal static class RuleFile
{
    public const string Header = "workflows-rules/1";

    private const int RulesMax = 1000;          // the scan keeps a bitmap of pending places for every rule
    private const int ErrorsMax = 20;           // enough to mend a file in one go, few enough to read

    private static readonly string[] Columns = ["id", "severity", "category", "regex", "description"];
    private static readonly string[] Categories = ["secret", "personal", "licence", "compliance"];

    /// <summary>Parses a whole file and reports all its errors at once.</summary>
    /// <exception cref="RuleFileException">At least one line is wrong.</exception>
    public static IReadOnlyList<Rule> Parse(string text, string name)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (lines[0] != Header)
            throw new RuleFileException($"{name}, line 1: expected '{Header}', the format and its version");
        if (lines.Length < 2 || lines[1] != string.Join('\t', Columns))
            throw new RuleFileException($"{name}, line 2: expected the columns {string.Join(", ", Columns)}, separated by tabs");
        var rules = new List<Rule>();
        var errors = new List<string>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 2; index < lines.Length && errors.Count < ErrorsMax; index++)
        {
            if (lines[index].Length == 0 || lines[index][0] == '#')
                continue;
            if (ReadRule(lines[index], seen, index + 1, rules) is { } error)
                errors.Add($"{name}, line {index + 1}: {error}");
        }

        if (rules.Count > RulesMax)
            errors.Add($"{name}: {rules.Count} rules are more than the {RulesMax} that one scan can hold");
        return errors.Count == 0 ? rules : throw new RuleFileException(string.Join(Environment.NewLine, errors));
    }

    private static string? ReadRule(string line, Dictionary<string, int> seen, int number, List<Rule> rules)
    {
        var parts = line.Split('\t');
        if (parts.Length != Columns.Length)
            return $"expected {Columns.Length} columns separated by tabs, found {parts.Length}";
        var (id, regex) = (parts[0], parts[3]);
        if (id.Length is 0 or > 40 || !id.All(symbol => char.IsAsciiLetterLower(symbol) || char.IsAsciiDigit(symbol) || symbol == '-'))
            return $"the id '{id}' needs 1 to 40 lower-case letters, digits and hyphens";
        if (!seen.TryAdd(id, number))
            return $"the id '{id}' is taken by line {seen[id]}";
        if (!Enum.TryParse<Severity>(parts[1], ignoreCase: true, out var severity) || !char.IsAsciiLetter(parts[1][0]))
            return $"the severity '{parts[1]}' is not one of {string.Join(", ", Enum.GetNames<Severity>())}";
        if (!Categories.Contains(parts[2], StringComparer.Ordinal))
            return $"the category '{parts[2]}' is not one of {string.Join(", ", Categories)}";
        try
        {
            rules.Add(new Rule(id, severity, parts[2], regex, parts[4]));
            return null;
        }
        catch (PatternException error)
        {
            return $"the expression of '{id}' is refused: {error.Message}";
        }
    }
}
