namespace Workflows.Contracts.Review;

/// <summary>Custom status of a running review; a few hundred bytes, rewritten after each step.</summary>
/// <param name="Phase">What is being done: <c>listing</c>, <c>processing</c>, <c>agents</c> or <c>done</c>.</param>
public sealed record ReviewProgress(string Phase)
{
    /// <summary>Files processed.</summary>
    public int FilesDone { get; init; }

    /// <summary>Files to process.</summary>
    public int FilesTotal { get; init; }

    /// <summary>Findings so far.</summary>
    public int Findings { get; init; }

    /// <summary>Groups that have been reviewed.</summary>
    public int GroupsDone { get; init; }

    /// <summary>Groups to review.</summary>
    public int GroupsTotal { get; init; }

    /// <summary>Who is at work, for example <c>critic: src/api</c>; at most eight.</summary>
    public IReadOnlyList<string> AgentsAtWork { get; init; } = [];

    /// <summary>Model calls that have ended.</summary>
    public int AgentCallsDone { get; init; }

    /// <summary>Model calls that ended without an answer.</summary>
    public int AgentCallsFailed { get; init; }

    /// <summary>Prompt and answer tokens of all calls.</summary>
    public long Tokens { get; init; }

    /// <summary>Cost of all calls in US dollars, as far as prices are known.</summary>
    public decimal CostUsd { get; init; }
}
