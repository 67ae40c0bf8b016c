using Workflows.Contracts.Files;
using GpuHost.Core.Patterns;

namespace GpuHost.Core.Rules;

/// <summary>One rule: what it looks for and how much a match matters.</summary>
public sealed class Rule
{
    internal Rule(string id, Severity severity, string category, string regex, string description)
    {
        Id = id;
        Severity = severity;
        Category = category;
        Regex = regex;
        Description = description;
        var node = PatternParser.Parse(regex);
        Program = PatternProgram.Compile(node);
        Anchors = AnchorFinder.Find(node);
    }

    /// <summary>Short stable name, as in <see cref="Finding.Rule"/>.</summary>
    public string Id { get; }

    /// <summary>How much a match matters.</summary>
    public Severity Severity { get; }

    /// <summary>What kind of thing the rule finds: <c>secret</c>, <c>personal</c>, <c>licence</c> or <c>compliance</c>.</summary>
    public string Category { get; }

    /// <summary>The regular expression as written in the rules file.</summary>
    public string Regex { get; }

    /// <summary>One sentence for people.</summary>
    public string Description { get; }

    /// <summary>What a match must be beside its form; null when its form is enough.</summary>
    internal IValidator? Validator { get; init; }

    internal PatternProgram Program { get; }

    internal IReadOnlyList<Anchor> Anchors { get; }
}
