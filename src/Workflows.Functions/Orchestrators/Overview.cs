using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>Counts what a folder holds. Pure.</summary>
internal static class Overview
{
    private const int LargestMax = 10;
    private const int DuplicateSetsMax = 100;
    private const int DuplicateFilesMax = 20;

    public static FolderOverview Of(IReadOnlyList<FileRecord> records)
    {
        var files = records.Where(file => file.Error is null).ToList();
        var duplicates = DuplicatesOf(files);
        return new FolderOverview
        {
            Files = files.Count,
            Bytes = files.Sum(file => file.Size),
            TextFiles = files.Count(file => file.IsText),
            Lines = files.Sum(file => (long)file.Lines),
            Tokens = files.Sum(file => file.Tokens),
            Types = [.. Shares(files, file => file.Type).OrderByDescending(share => share.Bytes)
                .ThenBy(share => share.Name, StringComparer.Ordinal)],
            Languages = [.. Shares(files.Where(file => file.Language is not null), file => file.Language!)
                .OrderByDescending(share => share.Lines).ThenBy(share => share.Name, StringComparer.Ordinal)],
            Largest = [.. files.OrderByDescending(file => file.Size).ThenBy(file => file.Path, StringComparer.Ordinal)
                .Take(LargestMax).Select(file => new ListedFile(file.Path, file.Size))],
            Duplicates = [.. duplicates.Take(DuplicateSetsMax)],
            DuplicateBytes = duplicates.Sum(set => set.Size * (set.Count - 1)),
        };
    }

    /// <summary>Findings, worst first, then by file and offset.</summary>
    public static IReadOnlyList<Finding> FindingsOf(IReadOnlyList<FileRecord> records) =>
        [.. records.SelectMany(file => file.Findings).OrderByDescending(found => found.Severity)
            .ThenBy(found => found.File, StringComparer.Ordinal).ThenBy(found => found.Offset)
                .ThenBy(found => found.Rule, StringComparer.Ordinal)];

    private static IEnumerable<Share> Shares(IEnumerable<FileRecord> files, Func<FileRecord, string> name) =>
        files.GroupBy(name, StringComparer.Ordinal)
            .Select(part => new Share(part.Key, part.Count(), part.Sum(file => file.Size), part.Sum(file => (long)file.Lines)));

    private static List<Duplicate> DuplicatesOf(IEnumerable<FileRecord> files) =>
        [.. files.Where(file => file is { Size: > 0, Sha256.Length: > 0 }).GroupBy(file => (file.Sha256, file.Size))
            .Where(set => set.Count() > 1)
            .Select(set => new Duplicate(
                set.Key.Sha256, set.Key.Size, [.. set.Select(file => file.Path).Order(StringComparer.Ordinal).Take(DuplicateFilesMax)],
                    set.Count()))
            .OrderByDescending(set => set.Size * (set.Count - 1)).ThenBy(set => set.Files[0], StringComparer.Ordinal)];
}
