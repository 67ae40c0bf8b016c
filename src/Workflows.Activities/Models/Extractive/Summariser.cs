using System.Text.RegularExpressions;
using Workflows.Activities.Agents;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Models.Extractive;

/// <summary>Says what files are for in their authors' own words: openings of documents, comments of the most central declarations, shapes
/// of data.</summary>
internal static partial class Summariser
{
    private const int StatementsMax = 6;
    private const int DeclarationsMax = 4;

    public static List<Statement> Propose(Prompt prompt)
    {
        var statements = new List<Statement>();
        statements.AddRange(Documents(prompt).Take(2));
        var described = Described(prompt).Take(DeclarationsMax).ToList();
        statements.AddRange(described);
        if (described.Count < 2 && Named(prompt, described) is { } named)
            statements.Add(named);
        if (Tests(prompt) is { } tests)
            statements.Add(tests);
        statements.AddRange(DataReader.Read(prompt).Take(3));
        statements.AddRange(ManifestReader.Read(prompt).Take(2));
        return [.. statements.Take(StatementsMax)];
    }

    private static IEnumerable<Statement> Documents(Prompt prompt)
    {
        var documents = prompt.Files.Where(file => file.Kind == PathKind.Document && !PathTraits.IsHousekeeping(file.Path))
            .OrderBy(file => IsReadme(file) ? 0 : 1).ThenBy(file => file.Path.Count(c => c == '/'))
                .ThenBy(file => file.Path, StringComparer.Ordinal).ToList();
        var first = true;
        foreach (var file in documents)
        {
            if (DocText.Opening(file) is not { } opening)
                continue;
            var name = PathTraits.NameOf(file.Path);
            yield return Make($"{name} says: “{opening.Text}”", new Citation(file.Path, opening.Line));
            if (first && DocText.Headings(file).Skip(1).Take(8).ToList() is { Count: >= 3 } headings && !IsReadme(file))
                yield return Make($"{name} covers: {string.Join("; ", headings.Select(heading => heading.Text))}.",
                    new Citation(file.Path, headings[0].Line));
            first = false;
        }
    }

    // Declarations with a comment. A name that much other shown code mentions, and a comment that shares terms with many, says most of the
    // group.
    private static List<Statement> Described(Prompt prompt)
    {
        var code = prompt.Files.Where(file => file.Kind == PathKind.Code).ToList();
        var found = code.SelectMany(DescribedIn).ToList();
        var mentions = Mentions(code, found.Select(entry => entry.Name));
        var ranks = Centrality.Rank([.. found.Select(entry => entry.Doc)]);
        var picked = new List<Statement>();
        var docs = new HashSet<string>(StringComparer.Ordinal);
        var perFile = new HashSet<string>(StringComparer.Ordinal);
        var weighed = found.Select((entry, i) =>
            entry with { Weight = entry.Weight * (0.5 + ranks[i]) * Math.Log2(2 + mentions.GetValueOrDefault(entry.Name)) });
        foreach (var entry in weighed.OrderByDescending(entry => entry.Weight))
        {
            if (picked.Count < DeclarationsMax && docs.Add(entry.Doc) && perFile.Add(entry.Place.File))
                picked.Add(Make(entry.Text, entry.Place));
        }

        return picked;
    }

    private static IEnumerable<Candidate> DescribedIn(ShownFile file)
    {
        var depth = 1 + (0.05 * file.Path.Count(c => c == '/'));
        if (PathTraits.ExtensionOf(file.Path) == "py" && DocText.ModuleDocstring(file) is { } module)
        {
            var name = PathTraits.NameOf(file.Path);
            yield return new Candidate(name[..^3], $"{name}: “{module.Text}”", module.Text, new Citation(file.Path, module.Line),
                3 / depth);
        }

        foreach (var line in file.Lines)
        {
            if (Declarations.Find(line.Text) is not { } declared || DocText.CommentOf(file, line.Number) is not { } doc)
                continue;
            var weight = (declared.IsPublic ? 1.5 : 1) * (declared.IsType ? 1.5 : 1) * (IsSecondary(declared.Name) ? 0.3 : 1)
                * (char.IsWhiteSpace(line.Text[0]) ? 0.5 : 1);
            var text = $"`{declared.Name}` ({declared.Keyword}): “{doc.Text}”";
            yield return new Candidate(declared.Name, text, doc.Text, new Citation(file.Path, line.Number), weight / depth);
        }
    }

    private static bool IsSecondary(string name) =>
        name.EndsWith("Exception", StringComparison.Ordinal) || name.EndsWith("Error", StringComparison.Ordinal)
            || name.EndsWith("Extensions", StringComparison.Ordinal)
        || name.EndsWith("Attribute", StringComparison.Ordinal) || name.EndsWith("EventArgs", StringComparison.Ordinal)
            || name.StartsWith("Base", StringComparison.Ordinal);

    // In how many shown files each name occurs.
    private static Dictionary<string, int> Mentions(List<ShownFile> files, IEnumerable<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var here = file.Lines.SelectMany(line => Words().Matches(line.Text).Select(match => match.Value))
                .Where(wanted.Contains).ToHashSet(StringComparer.Ordinal);
            foreach (var name in here)
                counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        return counts;
    }

    private static Statement? Named(Prompt prompt, List<Statement> described)
    {
        var cited = described.SelectMany(statement => statement.Citations).ToHashSet();
        var names = prompt.Files.Where(file => file.Kind == PathKind.Code)
            .SelectMany(file => file.Lines.Select(line => (file, line, Declared: Declarations.Find(line.Text))))
            .Where(entry => entry.Declared is { IsPublic: true } && !cited.Contains(new Citation(entry.file.Path, entry.line.Number)))
            .OrderBy(entry => entry.Declared!.Value.IsType ? 0 : 1).DistinctBy(entry => entry.Declared!.Value.Name, StringComparer.Ordinal)
                .Take(6).ToList();
        return names.Count < 2 ? null : Make(
            $"The code declares {List(names.Select(entry => $"`{entry.Declared!.Value.Name}`"))}.",
            [.. names.Select(entry => new Citation(entry.file.Path, entry.line.Number))]);
    }

    private static Statement? Tests(Prompt prompt)
    {
        var types = prompt.Files.Where(file => file.Kind == PathKind.Test)
            .SelectMany(file => file.Lines.Select(line => (file, line, Declared: Declarations.Find(line.Text))))
            .Where(entry => entry.Declared is { } declared && (declared.IsType
                || declared.Name.StartsWith("test", StringComparison.OrdinalIgnoreCase)))
            .DistinctBy(entry => entry.file.Path).DistinctBy(entry => entry.Declared!.Value.Name).Take(5).ToList();
        return types.Count == 0 ? null : Make(
            $"Tests are in {List(types.Select(entry => $"`{entry.Declared!.Value.Name}`"))}.",
            [.. types.Select(entry => new Citation(entry.file.Path, entry.line.Number))]);
    }

    internal static Statement Make(string text, params Citation[] places) => new("", AgentRole.Summariser, text, places);

    internal static string List(IEnumerable<string> items)
    {
        var all = items.ToList();
        return all.Count <= 1 ? string.Concat(all) : string.Join(", ", all.Take(all.Count - 1)) + " and " + all[^1];
    }

    private sealed record Candidate(string Name, string Text, string Doc, Citation Place, double Weight);

    [GeneratedRegex("""[A-Za-z_]\w+""", RegexOptions.None, 1000)]
    private static partial Regex Words();

    private static bool IsReadme(ShownFile file) => PathTraits.NameOf(file.Path).StartsWith("readme", StringComparison.OrdinalIgnoreCase);
}
