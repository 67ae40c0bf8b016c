namespace Workflows.Contracts.Streams;

/// <summary>One entry of a run's stream.</summary>
/// <param name="Id">1, 2, 3, … within the run, without gaps; what <c>Last-Event-ID</c> names.</param>
/// <param name="At">When it was written, UTC.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="Agent">The agent that it is about; empty for the run itself.</param>
/// <param name="Text">What it says.</param>
public sealed record StreamEntry(long Id, DateTime At, StreamKind Kind, string Agent, string Text)
{
    /// <summary>The run within the run that it comes from; null for the run itself.</summary>
    public string? Source { get; init; }

    /// <summary>What it is known by when its writer repeats itself after a crash; null for pieces of answers, which begin anew.</summary>
    public string? Key { get; init; }
}
