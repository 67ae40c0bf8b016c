using Workflows.Contracts.Models;
using Workflows.Contracts.Review;

namespace Workflows.Contracts.Research;

/// <summary>What the workflow <c>Research</c> found.</summary>
/// <param name="Id">The run.</param>
/// <param name="Question">The question.</param>
/// <param name="Folder">The folder that was looked in.</param>
public sealed record ResearchReport(string Id, string Question, string Folder)
{
    /// <summary>Why nothing could be looked for; null when it could.</summary>
    public string? Problem { get; init; }

    /// <summary>When it began, UTC.</summary>
    public DateTime StartedAt { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTime FinishedAt { get; init; }

    /// <summary>The parts that the question was cut into.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>The answer; every paragraph names the claims that it rests on. Empty when nothing was found.</summary>
    public IReadOnlyList<ResearchParagraph> Answer { get; init; } = [];

    /// <summary>Every claim whose quote is in its file, kept or not.</summary>
    public IReadOnlyList<ResearchClaim> Claims { get; init; } = [];

    /// <summary>How many claims were left out because their quote is not where they say.</summary>
    public int ClaimsUnproven { get; init; }

    /// <summary>What could not be done, and the cure.</summary>
    public IReadOnlyList<NotDone> NotDone { get; init; } = [];

    /// <summary>The models that answered, in ordinal order.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Tokens and cost of all model calls.</summary>
    public ModelUsage Usage { get; init; } = ModelUsage.None;
}

/// <summary>A paragraph of the answer.</summary>
/// <param name="Text">The words.</param>
/// <param name="Claims">Ids of the claims that it rests on; at least one.</param>
public sealed record ResearchParagraph(string Text, IReadOnlyList<string> Claims);
