namespace Runtime.Engine.Store;

/// <summary>
/// The one port of the engine: where runs are stored. A hub has one engine at a time; it stores, finds and counts, and decides nothing.
/// Every method may be called from any thread.
/// </summary>
public interface ITaskHub : IAsyncDisposable
{
    /// <summary>Number of this opening of the hub, greater than any before it. Execution and message numbers are made from it.</summary>
    long Epoch { get; }

    /// <summary>A number for a new run, unique in the hub.</summary>
    /// <returns>The number.</returns>
    long NextRunNumber();

    /// <summary>
    /// Stores everything a turn changed, or nothing of it. Completes when it is on disk; commits made at the same time share a flush.
    /// A commit for the same run must not be given before the one before it has completed. While the store fails, the commit waits and is tried again.
    /// </summary>
    /// <param name="commit">The turn's changes; not to be changed afterwards.</param>
    /// <returns>False when <see cref="HubCommit.IsNew"/> was set and the id exists already: nothing was stored.</returns>
    ValueTask<bool> CommitAsync(HubCommit commit);

    /// <summary>Finds a run.</summary>
    /// <param name="instanceId">Its id, compared exactly.</param>
    /// <returns>The row; null when there is none.</returns>
    RunRow? Find(string instanceId);

    /// <summary>Reads the turns of a run's present execution, one at a time, in order.</summary>
    /// <param name="number">The run's number.</param>
    /// <returns>Its chunks.</returns>
    IEnumerable<byte[]> ReadHistory(long number);

    /// <summary>Reads the first and the last turn of a run's present execution: its input and its outcome.</summary>
    /// <param name="number">The run's number.</param>
    /// <returns>Two chunks, the same one twice when there is one; null when there is none.</returns>
    (byte[] First, byte[] Last)? ReadEnds(long number);

    /// <summary>Messages that were sent and not yet taken in, in the order they were sent. Read once, when the engine starts.</summary>
    /// <returns>The messages.</returns>
    IReadOnlyList<Message> ReadMessages();

    /// <summary>Runs that need the engine at a time, by that time.</summary>
    /// <param name="after">Only wake-up times after this one (UTC ticks); -1 reads from the beginning.</param>
    /// <param name="limit">At most so many, but all that share the last one's time.</param>
    /// <returns>Wake-up times and ids. Time 0 means: at once.</returns>
    IReadOnlyList<Wake> ReadWakes(long after, int limit);

    /// <summary>Lists runs.</summary>
    /// <param name="query">Which, how many and from where.</param>
    /// <returns>One page.</returns>
    RunPage Query(RunQuery query);
}
