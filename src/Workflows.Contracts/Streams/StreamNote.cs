namespace Workflows.Contracts.Streams;

/// <summary>Something an orchestrator tells the stream of its run.</summary>
/// <param name="Run">The run whose stream it is.</param>
/// <param name="Agent">The agent that it is about; empty for the run.</param>
/// <param name="Text">What to say.</param>
public sealed record StreamNote(string Run, string Agent, string Text)
{
    /// <summary>The run within the run that it comes from; null for the run itself.</summary>
    public string? Source { get; init; }
}
