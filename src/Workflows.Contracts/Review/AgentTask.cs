using Workflows.Contracts.Files;

namespace Workflows.Contracts.Review;

/// <summary>What an agent is in a review.</summary>
public enum AgentRole
{
    /// <summary>Says what a group of files is for.</summary>
    Summariser = 0,

    /// <summary>Says what could go wrong with it.</summary>
    RiskReviewer = 1,

    /// <summary>Checks what the first two said against the cited lines.</summary>
    Critic = 2,

    /// <summary>Orders and words what the votes kept.</summary>
    Editor = 3,
}

/// <summary>The rounds of one group's review, in order.</summary>
public enum AgentRound
{
    /// <summary>Summariser and risk reviewer state what they found.</summary>
    Propose = 0,

    /// <summary>The critic challenges.</summary>
    Challenge = 1,

    /// <summary>The authors defend, revise or withdraw, and vote on each other's statements.</summary>
    Answer = 2,

    /// <summary>The editor merges.</summary>
    Edit = 3,
}

/// <summary>What an agent of a review is given to read: who is asked, in which round, about which files, after what was said before.</summary>
/// <param name="Role">The agent.</param>
/// <param name="Round">The round.</param>
/// <param name="Root">Full path of the reviewed folder.</param>
/// <param name="Group">Name of the group.</param>
public sealed record AgentTask(AgentRole Role, AgentRound Round, string Root, string Group)
{
    /// <summary>Files whose excerpts the agent is shown, most informative first. Contents are read when the model is asked and are not part of the
    /// history.</summary>
    public IReadOnlyList<GroupFile> Files { get; init; } = [];

    /// <summary>How many files the group holds, also those that are not offered for reading.</summary>
    public int FilesInGroup { get; init; }

    /// <summary>Statements of earlier rounds.</summary>
    public IReadOnlyList<Statement> Statements { get; init; } = [];

    /// <summary>The critic's verdicts of the round before.</summary>
    public IReadOnlyList<Challenge> Challenges { get; init; } = [];
}

/// <summary>A file as agents are told of it.</summary>
/// <param name="Path">Path relative to the reviewed folder, '/' between its parts.</param>
/// <param name="Lines">Number of lines.</param>
public sealed record GroupFile(string Path, int Lines)
{
    /// <summary>First 16 hex digits of the SHA-256; a file that changed since is not read again.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Size in bytes.</summary>
    public long Size { get; init; }

    /// <summary>Text encoding, as in <see cref="FileRecord.Encoding"/>; null for binary files, which agents do not read.</summary>
    public string? Encoding { get; init; }

    /// <summary>Language, null when unknown.</summary>
    public string? Language { get; init; }

    /// <summary>Where rules matched: these bytes are masked before a model sees the text.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];

    /// <summary>True when the core left findings out: then nothing after the last mark is shown, because it may hold a secret.</summary>
    public bool MarksIncomplete { get; init; }
}

/// <summary>A finding without its file name.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Offset">Offset in bytes as stored.</param>
/// <param name="Length">Length in bytes as stored.</param>
/// <param name="Severity">The rule's severity.</param>
public sealed record Mark(string Rule, int Line, long Offset, int Length, Severity Severity);
