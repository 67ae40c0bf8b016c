using Runtime.Engine.History;

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

    /// <summary>Reads the latest heartbeat of an activity.</summary>
    /// <param name="number">The run's number.</param>
    /// <param name="taskId">The first attempt's task.</param>
    /// <returns>Its progress, serialised; null when there is none.</returns>
    string? ReadHeartbeat(long number, int taskId);

    /// <summary>
    /// Notes what came of an activity, so that it need not run again when the process is lost before the turn that takes it in is stored. It is no
    /// commit: it need not survive the loss of the machine, may do nothing, and neither waits nor fails.
    /// </summary>
    /// <param name="run">The run's number.</param>
    /// <param name="execution">The execution that called the activity.</param>
    /// <param name="outcome">The activity's answer.</param>
    /// <returns>The note's number; 0 when nothing was noted.</returns>
    long Note(long run, long execution, HistoryEvent outcome);

    /// <summary>The outcome is stored, or nobody wants it.</summary>
    /// <param name="note">The note's number; 0 is none.</param>
    void Forget(long note);

    /// <summary>Notes that earlier openings of the hub left. Read once, when the engine starts; they stay until they are forgotten.</summary>
    /// <returns>The notes.</returns>
    IReadOnlyList<OutcomeNote> ReadNotes();

    /// <summary>
    /// Messages that were sent and not yet taken in, in the order they were sent, read a page at a time. Read once, when the engine starts: what is
    /// sent from then on is not among them.
    /// </summary>
    /// <returns>The messages.</returns>
    IEnumerable<Message> ReadMessages();

    /// <summary>Runs that need the engine at a time, by that time and then by their number.</summary>
    /// <param name="after">Only behind this one; null reads from the beginning.</param>
    /// <param name="limit">At most so many.</param>
    /// <returns>Wake-up times and runs. Time 0 means: at once.</returns>
    IReadOnlyList<Wake> ReadWakes(Wake? after, int limit);

    /// <summary>Lists runs.</summary>
    /// <param name="query">Which, how many and from where.</param>
    /// <returns>One page.</returns>
    /// <exception cref="ArgumentException">The position is not one of this query.</exception>
    RunPage Query(RunQuery query);

    /// <summary>Counts runs exactly. Status and name are counted from an index; other conditions look at every run they may hold for.</summary>
    /// <param name="query">Which; position, limit and order are not looked at.</param>
    /// <returns>The counts.</returns>
    RunCounts Count(RunQuery query);
}
