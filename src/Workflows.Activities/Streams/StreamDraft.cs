using Workflows.Contracts.Streams;

namespace Workflows.Activities.Streams;

/// <summary>An entry before it has its number.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="Agent">The agent it is about; empty for the run.</param>
/// <param name="Text">What it says; at most 64 KB are kept.</param>
public sealed record StreamDraft(StreamKind Kind, string Agent, string Text)
{
    /// <summary>The run within the run that it comes from; null for the run itself.</summary>
    public string? Source { get; init; }

    /// <summary>A draft whose key the stream has already is not written again; null for none.</summary>
    public string? Key { get; init; }
}
