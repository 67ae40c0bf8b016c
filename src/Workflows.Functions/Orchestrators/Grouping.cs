using Workflows.Activities.Agents;
using Workflows.Contracts.Files;

namespace Workflows.Functions.Orchestrators;

/// <summary>
/// Cuts a folder into groups that agents look at: folders, the heaviest split further while there is room, tiny ones put together, flat
/// ones cut by
/// kind. Pure and deterministic: the same files give the same groups with the same names, whatever their order.
/// </summary>
internal static class Grouping
{
    private const int TinyFiles = 3;
    private const double TinyShare = 0.02;      // a fiftieth of the text is not worth six model calls of its own
    private const int FlatFilesMin = 12;        // below, one prompt holds a flat folder whole

    public static IReadOnlyList<FileGroup> Group(IReadOnlyList<FileRecord> files, int groupsMax)
    {
        if (files.Count == 0)
            return [];
        var ordered = files.OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        var groups = new List<Node> { new("", ordered, Direct: false) };
        SplitHeaviest(groups, groupsMax);
        MergeTiny(groups);
        MergeBeyond(groups, groupsMax);
        return [.. groups.OrderBy(node => node.Files[0].Path, StringComparer.Ordinal).ThenBy(node => NameOf(node), StringComparer.Ordinal)
            .Select(node => new FileGroup(NameOf(node), node.Files))];
    }

    private static void SplitHeaviest(List<Node> groups, int groupsMax)
    {
        while (groups.Count < groupsMax)
        {
            var candidates = groups.Select(node => (node, Parts: node.CanSplit ? SplitOne(node) : []))
                .Where(entry => entry.Parts.Count > 1 && groups.Count - 1 + entry.Parts.Count(part => part.Weight > 0) <= groupsMax + 2)
                .OrderByDescending(entry => entry.node.Weight).ThenBy(entry => entry.node.Folder, StringComparer.Ordinal).ToList();
            var total = groups.Sum(node => node.Weight);
            if (candidates.Count == 0 || (candidates[0].node.Weight < total / (double)groupsMax && groups.Count > 1))
                return;
            groups.Remove(candidates[0].node);
            groups.AddRange(candidates[0].Parts);
        }
    }

    private static List<Node> SplitOne(Node node)
    {
        if (node.Direct)
            return node.Files.Count < FlatFilesMin ? [] : ByKind(node);
        var folder = CommonFolder(node);
        var start = folder.Length == 0 ? 0 : folder.Length + 1;
        var parts = node.Files.GroupBy(file => file.Path.IndexOf('/', start) is var slash and > 0 ? file.Path[..slash]
            : "", StringComparer.Ordinal)
            .Select(part => part.Key.Length == 0 ? new Node(folder, [.. part], Direct: true) : new Node(part.Key, [.. part], Direct: false))
                .ToList();
        return parts.Count == 1 && parts[0].Direct && node.Files.Count >= FlatFilesMin ? ByKind(parts[0]) : FoldTail(parts, folder);
    }

    // A folder of a hundred packages: the heaviest stay alone, the rest stays together, so that one level never uses up all groups.
    private static List<Node> FoldTail(List<Node> parts, string folder)
    {
        const int partsMax = 8;
        if (parts.Count <= partsMax)
            return parts;
        var ranked = parts.OrderByDescending(part => part.Weight).ThenBy(part => part.Folder, StringComparer.Ordinal).ToList();
        var tail = ranked.Skip(partsMax - 1).SelectMany(part => part.Files).OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        return [.. ranked.Take(partsMax - 1), new Node(folder, tail, Direct: true) { Label = "the rest" }];
    }

    private static List<Node> ByKind(Node node) =>
        [.. node.Files.GroupBy(file => KindName(file)).OrderBy(part => part.Key, StringComparer.Ordinal)
            .Select(part => new Node(node.Folder, [.. part], Direct: true)
            {
                Label = node.Label is null ? part.Key : $"{node.Label}, {part.Key}",
                CanSplit = false,
            })];

    private static void MergeTiny(List<Node> groups)
    {
        var total = Math.Max(1, groups.Sum(node => node.Weight));
        var tiny = groups.Where(node => node.Files.Count < TinyFiles && node.Weight < TinyShare * total).ToList();
        Merge(groups, tiny, "small folders");
    }

    private static void MergeBeyond(List<Node> groups, int groupsMax)
    {
        if (groups.Count <= groupsMax)
            return;
        var least = groups.OrderBy(node => node.Weight).ThenBy(node => node.Folder, StringComparer.Ordinal)
            .Take(groups.Count - groupsMax + 1).ToList();
        Merge(groups, least, "other folders");
    }

    private static void Merge(List<Node> groups, List<Node> some, string label)
    {
        if (some.Count < 2)
            return;
        foreach (var node in some)
            groups.Remove(node);
        var files = some.SelectMany(node => node.Files).OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        groups.Add(new Node("", files, Direct: true) { Label = label, CanSplit = false, IsMixture = true });
    }

    private static string CommonFolder(Node node)
    {
        var first = node.Files[0].Path;
        var common = first.LastIndexOf('/') is var end and > 0 ? first[..end] : "";
        foreach (var file in node.Files)
        {
            while (common.Length > 0 && !file.Path.StartsWith(common + "/", StringComparison.Ordinal))
                common = common.LastIndexOf('/') is var slash and > 0 ? common[..slash] : "";
        }

        return common.Length >= node.Folder.Length ? common : node.Folder;
    }

    private static string KindName(FileRecord file) => !file.IsText ? "binary files" : PathTraits.KindOf(file.Path) switch
    {
        PathKind.Code or PathKind.Foreign => "code",
        PathKind.Test => "tests",
        PathKind.Document => "documents",
        PathKind.Settings => "settings",
        PathKind.Data => "data",
        PathKind.Log => "logs",
        _ => "other files",
    };

    private static string NameOf(Node node) => (node.Folder.Length, node.Label) switch
    {
        (0, null) => node.Direct ? "top level" : "all files",
        (0, { } label) => node.IsMixture ? label : $"top level ({label})",
        (_, null) => node.Direct ? node.Folder + " (files)" : node.Folder,
        (_, { } label) => $"{node.Folder} ({label})",
    };

    /// <summary>A group in the making. <paramref name="Direct"/>: only files that lie in the folder itself, or a mixture that has no
    /// folder.</summary>
    private sealed record Node(string Folder, IReadOnlyList<FileRecord> Files, bool Direct)
    {
        public string? Label { get; init; }

        /// <summary>Whether the label alone is the name, because the files have no folder in common.</summary>
        public bool IsMixture { get; init; }

        public bool CanSplit { get; init; } = true;

        /// <summary>Text counts by its tokens; what somebody else wrote, and binary files, hardly count.</summary>
        public double Weight { get; } = Files.Sum(file => PathTraits.KindOf(file.Path) switch
        {
            PathKind.Foreign => file.Tokens / 50.0,
            PathKind.Data or PathKind.Log => Math.Min(file.Tokens, 2_000),
            _ => file.Tokens,
        }) + (0.001 * Files.Count);
    }
}
