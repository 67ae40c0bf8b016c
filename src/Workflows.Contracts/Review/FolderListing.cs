namespace Workflows.Contracts.Review;

/// <summary>The files of a folder, as the first step of a review found them.</summary>
/// <param name="Root">Full path of the folder.</param>
/// <param name="Files">Every file that will be processed, in ordinal order of path.</param>
/// <param name="Skipped">What was left out, each with its reason; at most <see cref="SkippedMax"/>.</param>
public sealed record FolderListing(string Root, IReadOnlyList<ListedFile> Files, IReadOnlyList<SkippedPath> Skipped)
{
    /// <summary>A report that names more than this many skipped files is a list nobody reads.</summary>
    public const int SkippedMax = 200;

    /// <summary>How many skipped paths are not named in <see cref="Skipped"/>.</summary>
    public int SkippedLeftOut { get; init; }

    /// <summary>Why the folder cannot be reviewed, with the cure; null when it can.</summary>
    public string? Problem { get; init; }
}

/// <summary>One file to process.</summary>
/// <param name="Path">Path relative to the folder, '/' between its parts.</param>
/// <param name="Size">Size in bytes when it was listed.</param>
public sealed record ListedFile(string Path, long Size);

/// <summary>A file or folder that a review leaves out.</summary>
/// <param name="Path">Path relative to the folder, '/' between its parts.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record SkippedPath(string Path, string Reason);
