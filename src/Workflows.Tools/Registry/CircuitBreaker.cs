using Workflows.Contracts.Tools;

namespace Workflows.Tools.Registry;

/// <summary>Leaves a tool alone after failures in a row; after a while one call tries whether it is back.</summary>
internal sealed class CircuitBreaker(TimeProvider clock)
{
    private const int FailuresToOpen = 5;                                   // fewer can be chance
    private static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(30);    // what a restart of a small service takes

    private readonly Lock gate = new();
    private int failures;
    private long openedAt;
    private bool trying;

    public bool IsOpen
    {
        get
        {
            lock (gate)
                return failures >= FailuresToOpen;
        }
    }

    /// <summary>Whether a call may be made now. Whoever gets a yes reports its end.</summary>
    public bool TryEnter()
    {
        lock (gate)
        {
            if (failures < FailuresToOpen)
                return true;
            if (trying || clock.GetElapsedTime(openedAt) < OpenFor)
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
                openedAt = clock.GetTimestamp();
        }
    }

    /// <summary>Wrong arguments are the caller's fault, and an answer that says no is an answer.</summary>
    private static bool CountsAgainst(ToolErrorKind error) =>
        error is ToolErrorKind.Unavailable or ToolErrorKind.TimedOut or ToolErrorKind.Throttled;
}
