using Workflows.Contracts.Tools;

namespace Workflows.Tools.Journal;

/// <summary>One line of the journal: a call that begins, or, with an outcome, its end. The names are on disk and stay.</summary>
internal sealed record JournalLine(string Key, string Run, string Agent, string Tool, string Hash, DateTimeOffset At)
{
    public bool OpenWorld { get; init; }

    public ToolOutcome? Outcome { get; init; }
}
