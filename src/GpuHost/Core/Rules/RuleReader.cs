using GpuHost.Core.Patterns;
using Workflows.Contracts.Files;
using YamlDotNet.RepresentationModel;

namespace GpuHost.Core.Rules;

/// <summary>Reads one rule of a rules file, compiles it and tries it on its examples.</summary>
internal static class RuleReader
{
    private const int ExampleStepsMax = 10_000_000;     // of all examples of a rule: some hundredths of a second
    private const int ExamplesMax = 100;

    private static readonly string[] Known = ["id", "severity", "category", "description", "regex", "validator", "match", "no_match"];
    private static readonly string[] Categories = ["secret", "personal", "licence", "compliance"];

    /// <summary>Reads a rule.</summary>
    /// <param name="mapping">The rule as written.</param>
    /// <param name="seen">Ids of the rules before, with their lines; the rule's own is added.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <returns>The rule, or null when something is wrong with it.</returns>
    public static Rule? Read(YamlMappingNode mapping, Dictionary<string, long> seen, RuleErrors errors)
    {
        var before = errors.Messages.Count;
        var fields = RuleFields.Of(mapping, Known, errors);
        var (id, regex) = (fields.Text("id", errors) ?? "", fields.Text("regex", errors) ?? "");
        var (category, description) = (fields.Text("category", errors) ?? "", fields.Text("description", errors) ?? "");
        var severity = ReadSeverity(fields, errors);
        var validator = ReadValidator(fields, errors);
        if (errors.Messages.Count > before)
            return null;
        if (id.Length is 0 or > 40 || !id.All(symbol => char.IsAsciiLetterLower(symbol) || char.IsAsciiDigit(symbol) || symbol == '-'))
            errors.Add(fields.Line("id"), $"the id '{id}' needs 1 to 40 lower-case letters, digits and hyphens");
        else if (!seen.TryAdd(id, fields.Line("id")))
            errors.Add(fields.Line("id"), $"the id '{id}' is taken by line {seen[id]}");
        if (!Categories.Contains(category, StringComparer.Ordinal))
            errors.Add(fields.Line("category"), $"the category '{category}' is not one of {string.Join(", ", Categories)}");
        try
        {
            var rule = new Rule(id, severity, category, regex, description) { Validator = validator };
            TryExamples(rule, fields, errors);
            return errors.Messages.Count > before ? null : rule;
        }
        catch (PatternException error)
        {
            errors.Add(fields.Line("regex"), $"the expression of '{id}' is refused: {error.Message}");
            return null;
        }
    }

    private static Severity ReadSeverity(RuleFields fields, RuleErrors errors)
    {
        if (fields.Text("severity", errors) is not { } text)
            return default;
        if (Enum.TryParse<Severity>(text, ignoreCase: true, out var severity) && text.All(char.IsAsciiLetter))
            return severity;
        var names = string.Join(", ", Enum.GetNames<Severity>()).ToLowerInvariant();
        errors.Add(fields.Line("severity"), $"the severity '{text}' is not one of {names}");
        return default;
    }

    private static IValidator? ReadValidator(RuleFields fields, RuleErrors errors)
    {
        if (fields.Text("validator", errors, isOptional: true) is not { } text)
            return null;
        var validator = Validators.Find(text);
        if (validator is null)
        {
            errors.Add(
                fields.Line("validator"),
                $"the validator '{text}' is not one of {string.Join(", ", Validators.Names)}; entropy takes the least bits a byte: entropy=3.5");
        }

        return validator;
    }

    private static void TryExamples(Rule rule, RuleFields fields, RuleErrors errors)
    {
        long steps = ExampleStepsMax;
        foreach (var (field, wanted) in new[] { ("match", true), ("no_match", false) })
        {
            var nodes = fields.List(field, errors, isOptional: true) ?? [];
            if (nodes.Count > ExamplesMax)
                errors.Add(fields.Line(field), $"'{rule.Id}' has more than {ExamplesMax} examples of a kind");
            foreach (var node in nodes.Take(ExamplesMax))
            {
                if (node is not YamlScalarNode { Value: { } text })
                    errors.Add(node.Start.Line, "an example is a text");
                else if (ExampleText.Read(text) is not { } bytes)
                    errors.Add(node.Start.Line, $"an example of '{rule.Id}' has more than {ExampleText.BytesMax:N0} bytes");
                else if (IsMatched(rule, bytes, ref steps) != wanted && steps >= 0)
                    errors.Add(node.Start.Line, $"'{rule.Id}' {(wanted ? "does not match" : "matches")} its example '{text}'");
                if (steps >= 0)
                    continue;
                errors.Add(node.Start.Line, $"'{rule.Id}' takes too many steps for its examples");
                return;
            }
        }
    }

    private static bool IsMatched(Rule rule, byte[] text, ref long steps)
    {
        var matcher = new PatternMatcher(rule.Program, text);
        for (var start = 0; start < text.Length && steps >= 0; start++)
        {
            var length = matcher.MatchAt(start, text.Length, ref steps);
            if (length > 0 && rule.Validator?.IsValid(text.AsSpan(start), length) != false)
                return true;
        }

        return false;
    }
}
