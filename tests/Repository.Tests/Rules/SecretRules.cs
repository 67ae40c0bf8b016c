using System.Text.RegularExpressions;
using Repository.Tests.Support;

namespace Repository.Tests.Rules;

/// <summary>The product's own rules for secrets, turned on the product.</summary>
internal static class SecretRules
{
    private const string RuleFile = "src/GpuHost/Core/Rules/rules.tsv";

    private static readonly Lazy<(string Id, Regex Pattern)[]> Secrets = new(() =>
    [
        .. Repo.File(RuleFile).Lines.Select(line => line.Split('\t')).Where(fields => fields is [_, "Critical" or "High", "secret", ..])
            .Select(fields => (fields[0], new Regex(fields[3], RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)))),
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
}
