using Workflows.Contracts.Tools;
using Workflows.Tools.Journal;

namespace Workflows.Tools.Registry;

/// <summary>
/// Leaves a tool alone after failures in a row; after a while one call tries whether it is back. It begins with what the journal remembers, so a restart
/// forgets nothing and another process, as that of <c>workflows tools list</c>, says the same.
/// </summary>
internal sealed class CircuitBreaker
{
    private const int FailuresToOpen = 5;                                   // fewer can be chance
    private static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(30);    // what a restart of a small service takes

    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private int failures;
    private DateTimeOffset openedAt;
    private bool trying;

    /// <param name="clock">The time.</param>
    /// <param name="past">Calls of the tool, oldest first.</param>
    public CircuitBreaker(TimeProvider clock, IReadOnlyList<CallNote> past)
    {
        this.clock = clock;
        failures = past.Reverse().Take(FailuresToOpen).TakeWhile(note => CountsAgainst(note.Error)).Count();
        openedAt = past.Count > 0 ? past[^1].At : default;
    }

    public bool IsOpen
    {
        get
        {
            lock (gate)
                return failures >= FailuresToOpen && IsFresh;
        }
    }

    /// <summary>A clock that was set back must not keep a tool away.</summary>
    private bool IsFresh => clock.GetUtcNow() - openedAt is var since && since >= TimeSpan.Zero && since < OpenFor;

    /// <summary>Whether a call may be made now. Whoever gets a yes reports its end.</summary>
    public bool TryEnter()
    {
        lock (gate)
        {
            if (failures < FailuresToOpen)
                return true;
            if (trying || IsFresh)
                return false;
            trying = true;
            return true;
        }
    }

    /// <summary>How the call ended; null when it was given up and says nothing.</summary>
    public void Report(ToolErrorKind? error)
    {
        lock (gate)
        {
            trying = false;
            if (error is null)
                return;
            if (!CountsAgainst(error.Value))
            {
                failures = 0;
                return;
            }
            failures = Math.Min(failures + 1, FailuresToOpen);
            if (failures == FailuresToOpen)
                openedAt = clock.GetUtcNow();
        }
    }

    /// <summary>Wrong arguments are the caller's fault, and an answer that says no is an answer.</summary>
    private static bool CountsAgainst(ToolErrorKind error) =>
        error is ToolErrorKind.Unavailable or ToolErrorKind.TimedOut or ToolErrorKind.Throttled;
}
