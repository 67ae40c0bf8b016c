using System.Text.RegularExpressions;
using Repository.Tests.Support;

namespace Repository.Tests.Rules;

/// <summary>The product's own rules for secrets, turned on the product.</summary>
internal static class SecretRules
{
    private const string RuleFile = "src/GpuHost/Core/Rules/rules.yaml";

    private static readonly Lazy<(string Id, Regex Pattern)[]> Secrets = new(() =>
    [
        .. Repo.File(RuleFile).Text.Split("\n  - id: ").Skip(1).Select(block => block.Split('\n'))
            .Where(lines => Field(lines, "severity") is "critical" or "high" && Field(lines, "category") == "secret")
            .Select(lines => (lines[0], new Regex(
                Field(lines, "regex")[1..^1].Replace("''", "'", StringComparison.Ordinal), RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)))),
    ]);

    /// <summary>The rules that are looked for: secrets of high or critical severity. The others match ordinary words too.</summary>
    public static IEnumerable<string> Ids => Secrets.Value.Select(rule => rule.Id);

    public static IEnumerable<string> Find(SourceFile file)
    {
        if (file.Path == RuleFile)
            yield break;
        foreach (var (id, pattern) in Secrets.Value)
        {
            if (pattern.Match(file.Text) is { Success: true } match)
                yield return file.At(file.Text[..match.Index].Count(c => c == '\n') + 1, $"looks like a secret ({id})");
        }
    }

    private static string Field(string[] lines, string name) => lines.Select(line => line.Trim())
        .First(line => line.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..];
}
