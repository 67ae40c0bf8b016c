using Workflows.Contracts.Tools;

namespace Workflows.Tools.Journal;

/// <summary>What is remembered of a finished call.</summary>
internal readonly record struct CallNote(string Run, string Tool, long Ms, ToolErrorKind Error, DateTimeOffset At);
