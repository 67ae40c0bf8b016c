namespace Runtime.Engine.Pumps;

/// <summary>What became of a command.</summary>
public enum CommandResult
{
    /// <summary>It is stored.</summary>
    Accepted,

    /// <summary>There is no such run.</summary>
    NotFound,

    /// <summary>The run has finished; nothing was changed.</summary>
    AlreadyFinished,

    /// <summary>The run has not finished, and only finished runs are removed; nothing was changed.</summary>
    NotFinished,

    /// <summary>A run of that id is in the way of the start; nothing was changed.</summary>
    AlreadyExists,

    /// <summary>The run has not failed, and only failed runs are rewound; nothing was changed.</summary>
    NotFailed,

    /// <summary>The run failed while it held or awaited entity locks, which are gone; nothing was changed.</summary>
    HoldsLock,
}

/// <summary>The answer to a command; given only when the command is on disk.</summary>
internal sealed class Reply() : TaskCompletionSource<CommandResult>(TaskCreationOptions.RunContinuationsAsynchronously);
