using Workflows.Activities.Agents;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>Files that agents look at together.</summary>
/// <param name="Name">Unique in its run, for example <c>src/Orders</c>.</param>
/// <param name="Files">Its files, in ordinal order of path.</param>
internal sealed record FileGroup(string Name, IReadOnlyList<FileRecord> Files)
{
    /// <summary>Three hundred files are more than fit a prompt; the activity chooses the excerpts among them.</summary>
    public const int OfferedMax = 300;

    private const int MarksPerFileMax = 200;    // what is beyond is withheld, see GroupFile.MarksIncomplete

    /// <summary>Files whose text agents may read, most informative first.</summary>
    public IReadOnlyList<GroupFile> Offer() =>
        [.. Files.Where(file => file is { IsText: true, Error: null, Size: > 0 })
            .OrderByDescending(Interest).ThenBy(file => file.Path, StringComparer.Ordinal).Take(OfferedMax).Select(ToGroupFile)];

    public CitationCheck Citations() => new(Files.ToDictionary(file => file.Path, file => file.Lines, StringComparer.Ordinal));

    private static double Interest(FileRecord file)
    {
        var name = PathTraits.NameOf(file.Path);
        var depth = file.Path.Count(c => c == '/');
        var kind = PathTraits.KindOf(file.Path) switch
        {
            PathKind.Code => 100,
            PathKind.Settings => 60,
            PathKind.Document => 50,
            PathKind.Log => 40,
            PathKind.Data => 35,
            PathKind.Test => 30,
            PathKind.Other => 10,
            _ => 0,
        };
        var worst = file.Findings.Count == 0 ? 0 : 1 + (int)file.Findings.Max(finding => finding.Severity);
        var readme = name.StartsWith("readme", StringComparison.OrdinalIgnoreCase) ? 500 : 0;
        return kind + (40 * worst) + readme - (3 * depth) + Math.Min(20, file.Tokens / 200.0);
    }

    /// <summary>A file as agents are told of it.</summary>
    public static GroupFile ToGroupFile(FileRecord file) => new(file.Path, file.Lines)
    {
        Digest = file.Sha256.Length >= 16 ? file.Sha256[..16] : "",
        Size = file.Size,
        Encoding = file.Encoding,
        Language = file.Language,
        Marks = [.. file.Findings.Take(MarksPerFileMax).Select(found =>
            new Mark(found.Rule, found.Line, found.Offset, found.Length, found.Severity))],
        MarksIncomplete = file.FindingsLeftOut > 0 || file.Findings.Count > MarksPerFileMax,
    };
}
