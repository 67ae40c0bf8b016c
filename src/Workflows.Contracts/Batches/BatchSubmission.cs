using Workflows.Contracts.Review;

namespace Workflows.Contracts.Batches;

/// <summary>What became of a request: the batches it was cut into, and the files that could not be sent.</summary>
/// <param name="Tickets">One for each batch; each has an event of its own.</param>
/// <param name="Skipped">Files that could not be read when they were packed, each with its reason; at most <see cref="SkippedMax"/>.</param>
public sealed record BatchSubmission(IReadOnlyList<BatchTicket> Tickets, IReadOnlyList<SkippedPath> Skipped)
{
    /// <summary>Named; a longer list is one that nobody reads.</summary>
    public const int SkippedMax = 200;

    /// <summary>How many files are not named in <see cref="Skipped"/>.</summary>
    public int SkippedLeftOut { get; init; }

    /// <summary>Why nothing was sent, with the cure; null when all was.</summary>
    public string? Problem { get; init; }
}
