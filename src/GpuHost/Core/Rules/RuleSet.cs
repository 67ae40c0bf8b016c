using GpuHost.Core.Scan;

namespace GpuHost.Core.Rules;

/// <summary>Rules ready to scan with. Immutable, so one set serves every thread.</summary>
public sealed class RuleSet
{
    private const string BuiltInName = "rules.yaml";

    private static readonly Lazy<RuleSet> LazyBuiltIn = new(ReadBuiltIn);

    internal RuleSet(IReadOnlyList<Rule> rules)
    {
        Rules = rules;
        Prefilter = new Prefilter(rules);
    }

    /// <summary>The rules that the product ships: credentials, personal data, licence and compliance markers.</summary>
    public static RuleSet BuiltIn => LazyBuiltIn.Value;

    /// <summary>The rules, in the order of their file.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    internal Prefilter Prefilter { get; }

    /// <summary>Reads a rules file.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">The file's name for error messages.</param>
    /// <exception cref="RuleFileException">A line is wrong; the message names every wrong line.</exception>
    public static RuleSet Parse(string text, string name) => new(RuleFile.Parse(text, name));

    /// <summary>The same rules but for some.</summary>
    /// <param name="ids">Ids of the rules to leave out.</param>
    public RuleSet Without(IReadOnlyCollection<string> ids) => new([.. Rules.Where(rule => !ids.Contains(rule.Id))]);

    /// <summary>Only the rules of some ids; none without ids.</summary>
    /// <param name="ids">Ids of the rules to keep.</param>
    public RuleSet Only(params IReadOnlyCollection<string> ids) => new([.. Rules.Where(rule => ids.Contains(rule.Id))]);

    private static RuleSet ReadBuiltIn()
    {
        using var stream = typeof(RuleSet).Assembly.GetManifestResourceStream(typeof(RuleSet), BuiltInName)
            ?? throw new InvalidOperationException($"The assembly does not contain {BuiltInName}.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), BuiltInName);
    }
}
