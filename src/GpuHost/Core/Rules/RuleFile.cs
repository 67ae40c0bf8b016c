using GpuHost.Core.Patterns;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace GpuHost.Core.Rules;

/// <summary>
/// Reads a rules file: YAML, <c>format: workflows-rules/2</c> and a list of <c>rules</c>, as docs/rules.md tells. Every rule is compiled and
/// held to its own examples.
/// </summary>
internal static class RuleFile
{
    public const string Format = "workflows-rules/2";

    private const int RulesMax = 1000;              // the scan keeps state for every rule
    private const int AnchorsMax = 5_000;           // each takes its part of the time of a scan, and of the start; the built-in rules have 57
    private const int ErrorsMax = 20;               // enough to mend a file in one go, few enough to read
    private const int BytesMax = 4 * 1024 * 1024;   // a thousand rules with examples take half a megabyte
    private const int DepthMax = 8;                 // a rule's examples are five deep; more could only exhaust the stack

    /// <summary>Parses a whole file and reports all its errors at once.</summary>
    /// <exception cref="RuleFileException">At least one line is wrong.</exception>
    public static IReadOnlyList<Rule> Parse(string text, string name)
    {
        var errors = new RuleErrors(name);
        var rules = new List<Rule>();
        if (Load(text, errors) is { } root)
            ReadRoot(root, rules, errors);
        return errors.Messages.Count == 0
            ? rules
            : throw new RuleFileException(string.Join(Environment.NewLine, errors.Messages.Take(ErrorsMax)));
    }

    private static YamlMappingNode? Load(string text, RuleErrors errors)
    {
        var line = 1L;
        try
        {
            if (text.Length > BytesMax)
                return errors.Add(1, $"the file has more than {BytesMax:N0} characters");
            if (IsTooDeep(text, ref line))
                return errors.Add(line, $"lists and mappings stand more than {DepthMax} deep in each other, or refer to each other");
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
                return root;
            return errors.Add(1, $"expected one mapping with 'format: {Format}' and 'rules'");
        }
        catch (YamlException error)
        {
            return errors.Add(error.Start.Line, $"this is not YAML: {error.Message}");
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException)
        {
            return errors.Add(line, $"this or the next line is not YAML: {error.Message}");     // what the library makes of some damage
        }
    }

    /// <summary>The parser of single events keeps no call stack, so it may see what the loader must not.</summary>
    private static bool IsTooDeep(string text, ref long line)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            line = parser.Current!.Start.Line;
            depth += parser.Current.NestingIncrease;
            if (depth > DepthMax + 2 || parser.Current is AnchorAlias)      // stream and document count too
                return true;
        }

        return false;
    }

    private static void ReadRoot(YamlMappingNode root, List<Rule> rules, RuleErrors errors)
    {
        var fields = RuleFields.Of(root, ["format", "rules"], errors);
        if (fields.Text("format", errors) is { } format && format != Format)
            errors.Add(fields.Line("format"), $"the format '{format}' is not known; this version reads '{Format}'");
        if (fields.List("rules", errors) is not { } nodes)
            return;
        if (nodes.Count > RulesMax)
        {
            errors.Add(fields.Line("rules"), $"{nodes.Count} rules are more than the {RulesMax} that one scan can hold");
            return;
        }

        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var node in nodes.TakeWhile(_ => errors.Messages.Count < ErrorsMax))
        {
            if (node is not YamlMappingNode mapping)
                errors.Add(node.Start.Line, "a rule is a mapping with id, severity, category, description and regex");
            else if (RuleReader.Read(mapping, seen, errors) is { } rule)
                rules.Add(rule);
            if (rules.Sum(rule => rule.Anchors.Count) > AnchorsMax)
            {
                errors.Add(node.Start.Line, $"the rules up to here have more than {AnchorsMax:N0} ways to match together");
                return;
            }
        }
    }
}
