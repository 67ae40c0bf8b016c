using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Agents;

/// <summary>The lines of one file that a prompt shows.</summary>
/// <param name="Source">The file.</param>
/// <param name="Lines">Line numbers, from 1, in order.</param>
internal sealed record Excerpt(SourceText Source, IReadOnlyCollection<int> Lines);

/// <summary>
/// Chooses what a model reads when a group of files is larger than a prompt. Each place of interest (head of a document, declaration with
/// its
/// comment, line of a finding or with a sign of risk) is an anchor with a weight; anchors are taken by weight until the budget is used, and
/// the
/// n-th anchor of one file counts 1/n, so that no file crowds out the rest. Pure and deterministic.
/// </summary>
internal static class ExcerptPicker
{
    /// <summary>Characters of a line that a prompt shows; what is longer is minified or data.</summary>
    public const int LineCharsMax = 240;

    private const int AnchorsPerFileMax = 80;

    public static IReadOnlyList<Excerpt> Pick(
        IReadOnlyList<SourceText> sources, AgentRole role, IEnumerable<Citation> cited, int tokenBudget)
    {
        var citedLines = cited.Where(place => place.Line is not null).ToLookup(place => place.File, place =>
            place.Line!.Value, StringComparer.Ordinal);
        var anchors = new List<(double Weight, int File, Anchor Anchor)>();
        for (var file = 0; file < sources.Count; file++)
        {
            var found = AnchorsOf(sources[file], role, citedLines[sources[file].Path])
                .OrderByDescending(anchor => anchor.Weight).ThenBy(anchor => anchor.Line).Take(AnchorsPerFileMax);
            var rank = 0;
            foreach (var anchor in found)
                anchors.Add((anchor.Weight / (anchor.Weight >= Anchor.Cited ? 1 : ++rank), file, anchor));
        }

        var chosen = Take(sources, anchors, tokenBudget);
        return [.. chosen.Select((lines, file) => new Excerpt(sources[file], lines)).Where(excerpt => excerpt.Lines.Count > 0)
            .OrderBy(excerpt => excerpt.Source.Path, StringComparer.Ordinal)];
    }

    /// <summary>Tokens that a line costs in a prompt: four characters a token is the usual estimate for code, and a number stands before
    /// it.</summary>
    public static int TokensOf(string line) => (Math.Min(line.Length, LineCharsMax) / 4) + 3;

    private static SortedSet<int>[] Take(IReadOnlyList<SourceText> sources, List<(double Weight, int File, Anchor Anchor)> anchors,
        int budget)
    {
        var chosen = sources.Select(_ => new SortedSet<int>()).ToArray();
        foreach (var (_, file, anchor) in anchors.OrderByDescending(entry => entry.Weight).ThenBy(entry => entry.File)
            .ThenBy(entry => entry.Anchor.Line))
        {
            var source = sources[file];
            var fresh = Enumerable.Range(anchor.Line - anchor.Before, anchor.Before + anchor.After + 1)
                .Where(line => line >= 1 && line <= source.Lines.Length && !chosen[file].Contains(line)).ToArray();
            var cost = fresh.Sum(line => TokensOf(source.Lines[line - 1])) + (chosen[file].Count == 0 ? 24 : 0);
            if (cost > budget)
                continue;
            budget -= cost;
            chosen[file].UnionWith(fresh);
        }

        return chosen;
    }

    private static IEnumerable<Anchor> AnchorsOf(SourceText source, AgentRole role, IEnumerable<int> cited)
    {
        foreach (var line in cited.Distinct())
            yield return new Anchor(line, 3, 3, Anchor.Cited);
        foreach (var anchor in role == AgentRole.Summariser ? SummaryAnchors(source) : RiskAnchors(source))
            yield return anchor;
        if (role == AgentRole.Critic)
        {
            foreach (var anchor in SummaryAnchors(source))
                yield return anchor with { Weight = anchor.Weight / 4 };
        }
    }

    private static IEnumerable<Anchor> RiskAnchors(SourceText source)
    {
        foreach (var mark in source.Marks)
            yield return new Anchor(mark.Line, 1, 1, 8 + (8 * (int)mark.Severity));
        if (PathTraits.KindOf(source.Path) != PathKind.Foreign)
        {
            var numbered = source.Lines.Select((text, index) => (index + 1, text)).ToList();
            foreach (var hit in RiskScanner.Scan(source.Path, numbered))
                yield return new Anchor(hit.Line, 2, 3, 6 + (8 * (int)hit.Pattern.Severity));
        }

        yield return new Anchor(1, 0, 7, 1);
    }

    private static IEnumerable<Anchor> SummaryAnchors(SourceText source)
    {
        var kind = PathTraits.KindOf(source.Path);
        var name = PathTraits.NameOf(source.Path);
        if (kind == PathKind.Foreign || PathTraits.IsHousekeeping(source.Path))
        {
            yield return new Anchor(1, 0, 2, 0.1);
            yield break;
        }

        if (name.StartsWith("readme", StringComparison.OrdinalIgnoreCase))
            yield return new Anchor(1, 0, 60, 100);
        yield return kind switch
        {
            PathKind.Document => new Anchor(1, 0, 25, 30),
            PathKind.Settings => new Anchor(1, 0, name is "package.json" or "pyproject.toml" ? 30 : 14, 10),
            PathKind.Data or PathKind.Log => new Anchor(1, 0, 5, 20),
            _ => new Anchor(1, 0, 9, name.StartsWith("Program.", StringComparison.Ordinal)
                || name.StartsWith("main.", StringComparison.Ordinal) ? 25 : 5),
        };
        for (var i = 0; i < source.Lines.Length; i++)
        {
            var line = source.Lines[i];
            if (kind == PathKind.Document && line.StartsWith('#'))
                yield return new Anchor(i + 1, 0, 4, 12);
            else if (kind is PathKind.Code or PathKind.Test && Declarations.Find(line) is { } declared)
                yield return new Anchor(i + 1, 6, 3, (declared.IsPublic ? 20 : 8) * (declared.IsType ? 1 : 0.5) * (kind == PathKind.Test
                    ? 0.3 : 1));
        }
    }

    private sealed record Anchor(int Line, int Before, int After, double Weight)
    {
        /// <summary>Weight of a line that somebody cited: always shown first.</summary>
        public const double Cited = 1_000;
    }
}
