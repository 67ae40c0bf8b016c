using Workflows.Contracts.Files;

namespace Workflows.Contracts.Review;

/// <summary>Output of the <c>Review</c> workflow, and the content of <c>review.json</c> (schema: docs/review.schema.json).</summary>
/// <param name="RunId">Id of the run.</param>
/// <param name="Folder">Full path of the reviewed folder.</param>
public sealed record ReviewReport(string RunId, string Folder)
{
    /// <summary>Version of this shape; it grows only when a reader would have to change.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>When the run started, UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset FinishedAt { get; init; }

    /// <summary>Why there is nothing to report, for example a missing folder, with the cure; null otherwise.</summary>
    public string? Problem { get; init; }

    /// <summary>What the folder holds.</summary>
    public FolderOverview Overview { get; init; } = new();

    /// <summary>Where rules matched, worst first, then by file and offset; at most <see cref="FindingsMax"/>. Matched text is never part of
    /// it.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Findings that are counted but not listed.</summary>
    public int FindingsLeftOut { get; init; }

    /// <summary>What the agents said of each group, in order of group name.</summary>
    public IReadOnlyList<GroupReport> Groups { get; init; } = [];

    /// <summary>Statements on which votes differed.</summary>
    public IReadOnlyList<Disagreement> Disagreements { get; init; } = [];

    /// <summary>Statements that did not count, by reason.</summary>
    public IReadOnlyList<DroppedCount> Dropped { get; init; } = [];

    /// <summary>Agents that could not do their part.</summary>
    public IReadOnlyList<NotDone> NotDone { get; init; } = [];

    /// <summary>Files that were left out or could not be read.</summary>
    public IReadOnlyList<SkippedPath> Skipped { get; init; } = [];

    /// <summary>How many skipped paths are not named in <see cref="Skipped"/>.</summary>
    public int SkippedLeftOut { get; init; }

    /// <summary>The models that were asked.</summary>
    public IReadOnlyList<ModelUse> Models { get; init; } = [];

    /// <summary>Twenty thousand findings are two megabytes of JSON; a folder with more needs a query, not a report.</summary>
    public const int FindingsMax = 20_000;
}

/// <summary>What a folder holds, in numbers.</summary>
public sealed record FolderOverview
{
    /// <summary>Files that were processed.</summary>
    public int Files { get; init; }

    /// <summary>Their size in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>How many of them are text.</summary>
    public int TextFiles { get; init; }

    /// <summary>Lines of the text files.</summary>
    public long Lines { get; init; }

    /// <summary>Estimated model tokens of the text files.</summary>
    public long Tokens { get; init; }

    /// <summary>Files by media type, most bytes first.</summary>
    public IReadOnlyList<Share> Types { get; init; } = [];

    /// <summary>Text files by language, most lines first.</summary>
    public IReadOnlyList<Share> Languages { get; init; } = [];

    /// <summary>The largest files, at most ten.</summary>
    public IReadOnlyList<ListedFile> Largest { get; init; } = [];

    /// <summary>Sets of files with the same bytes, most wasted bytes first, at most 100; empty files are not counted.</summary>
    public IReadOnlyList<Duplicate> Duplicates { get; init; } = [];

    /// <summary>Bytes that would be saved if each set of duplicates were stored once, also for sets that are not listed.</summary>
    public long DuplicateBytes { get; init; }
}

/// <summary>Part of a folder.</summary>
/// <param name="Name">Media type or language.</param>
/// <param name="Files">Number of files.</param>
/// <param name="Bytes">Size in bytes.</param>
/// <param name="Lines">Number of lines.</param>
public sealed record Share(string Name, int Files, long Bytes, long Lines);

/// <summary>Files with the same bytes.</summary>
/// <param name="Sha256">Their digest, 64 lower-case hex digits.</param>
/// <param name="Size">Size of each in bytes.</param>
/// <param name="Files">Their paths, at most 20, in ordinal order.</param>
/// <param name="Count">How many there are.</param>
public sealed record Duplicate(string Sha256, long Size, IReadOnlyList<string> Files, int Count);

/// <summary>What the agents said of one group of files.</summary>
/// <param name="Name">Name of the group.</param>
/// <param name="Files">Number of files.</param>
/// <param name="Bytes">Their size in bytes.</param>
public sealed record GroupReport(string Name, int Files, long Bytes)
{
    /// <summary>Files of the group whose text was offered to agents; the rest was too much for one call.</summary>
    public int FilesOffered { get; init; }

    /// <summary>One sentence on the whole; empty when no agent answered.</summary>
    public string Headline { get; init; } = "";

    /// <summary>What it is for, in reading order.</summary>
    public IReadOnlyList<ReportEntry> Summary { get; init; } = [];

    /// <summary>What could go wrong, worst first.</summary>
    public IReadOnlyList<ReportEntry> Risks { get; init; } = [];
}

/// <summary>One statement, or several merged by the editor, that the votes kept.</summary>
/// <param name="Ids">Ids of the statements within the group.</param>
/// <param name="Text">One or two sentences.</param>
/// <param name="Citations">Where it can be checked.</param>
/// <param name="Support">Votes for it (the fewest of its statements).</param>
/// <param name="Oppose">Votes against it (the most of its statements).</param>
public sealed record ReportEntry(IReadOnlyList<string> Ids, string Text, IReadOnlyList<Citation> Citations, int Support, int Oppose)
{
    /// <summary>For a risk, how bad it is; otherwise null.</summary>
    public Severity? Severity { get; init; }
}

/// <summary>A statement on which votes differed.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="Statement">The statement as it stood when votes were counted.</param>
/// <param name="Kept">Whether it is part of the report.</param>
/// <param name="Votes">All voices with their reasons.</param>
public sealed record Disagreement(string Group, Statement Statement, bool Kept, IReadOnlyList<Vote> Votes);

/// <summary>Why statements did not count.</summary>
/// <param name="Reason">For example <c>cites a line that the file does not have</c> or <c>withdrawn by its author</c>.</param>
/// <param name="Count">How many.</param>
public sealed record DroppedCount(string Reason, int Count);

/// <summary>A part of the review that could not be done.</summary>
/// <param name="What">Which part, for example <c>risk reviewer of src/api, round propose</c>.</param>
/// <param name="Why">What happened.</param>
/// <param name="Cure">What a person can do about it.</param>
public sealed record NotDone(string What, string Why, string Cure);

/// <summary>What one model was used for.</summary>
/// <param name="Model">The model.</param>
/// <param name="Calls">Calls, retries included.</param>
/// <param name="Failed">Calls that ended without an answer.</param>
/// <param name="InputTokens">Tokens in prompts.</param>
/// <param name="OutputTokens">Tokens in answers.</param>
/// <param name="CostUsd">Cost in US dollars; null when no price is configured.</param>
public sealed record ModelUse(string Model, int Calls, int Failed, long InputTokens, long OutputTokens, decimal? CostUsd);
