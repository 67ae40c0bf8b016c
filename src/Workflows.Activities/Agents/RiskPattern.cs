using System.Buffers;
using System.Text.RegularExpressions;
using Workflows.Contracts.Files;

namespace Workflows.Activities.Agents;

/// <summary>A lexical sign that a line deserves a second look. It is a hint for agents, not a finding: the report shows it only if agents
/// keep it.</summary>
/// <param name="Id">Name of the pattern.</param>
/// <param name="Severity">How bad it is when it is real.</param>
/// <param name="Extensions">Extensions it applies to, separated by spaces; empty for all text.</param>
/// <param name="Anchors">
/// Strings, in any case, one of which the line of every match contains; separated by '|', or by blanks when there is none. They make the
/// search fast.
/// </param>
/// <param name="Expression">The pattern; it is tried on a line and the two after it, and must start in the first.</param>
/// <param name="Says">What it may mean, as the end of "… in n places: ".</param>
internal sealed record RiskPattern(string Id, Severity Severity, string Extensions, string Anchors, string Expression, string Says)
{
    /// <summary>False when the sign is meant to lie inside a string literal, as SQL does.</summary>
    public bool CodeOnly { get; init; } = true;

    /// <summary>True when comments count too.</summary>
    public bool InComments { get; init; }

    private readonly SearchValues<string> anchors = SearchValues.Create(
        Anchors.Split(Anchors.Contains('|', StringComparison.Ordinal) ? '|' : ' ', StringSplitOptions.RemoveEmptyEntries),
            StringComparison.OrdinalIgnoreCase);

    public Regex Regex { get; } = new(Expression, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>Whether a line holds one of the anchors; only then is the expression tried.</summary>
    public bool MayHit(string line) => line.AsSpan().ContainsAny(anchors);

    public bool AppliesTo(string extension) =>
        Extensions.Length == 0 || (extension.Length > 0 && $" {Extensions} ".Contains($" {extension} ", StringComparison.Ordinal));
}

/// <summary>One line with a sign of risk.</summary>
/// <param name="Pattern">The sign.</param>
/// <param name="Line">The line, from 1.</param>
internal readonly record struct RiskHit(RiskPattern Pattern, int Line);
