using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.Engine.Inspection;

/// <summary>One event with its number in the history and its time.</summary>
/// <param name="Number">From 0; a turn's received events before its decisions.</param>
/// <param name="Turn">The turn that holds it, from 0.</param>
/// <param name="At">When the turn ran (UTC).</param>
/// <param name="Event">The event.</param>
public sealed record NumberedEvent(int Number, int Turn, DateTime At, HistoryEvent Event);

/// <summary>Reads histories as numbered events.</summary>
public static class HistoryReader
{
    /// <summary>Reads the history of a run's present execution.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="row">The run.</param>
    /// <returns>Its turns, read as they are asked for.</returns>
    public static IEnumerable<Turn> ReadTurns(this ITaskHub hub, RunRow row) => hub.ReadHistory(row.Number).Select(chunk => HistoryCodec.Decode(chunk));

    /// <summary>Reads off an entity's stored snapshot who holds its lock.</summary>
    /// <param name="snapshot">The last chunk of the entity.</param>
    /// <returns>The run; null when nobody does.</returns>
    public static string? LockOwner(byte[] snapshot) => HistoryCodec.Decode(snapshot).Received is [EntitySnapshot entity] ? entity.LockedBy?.InstanceId : null;

    /// <summary>Numbers the events of turns.</summary>
    /// <param name="turns">The turns from the first one on.</param>
    /// <returns>Their events.</returns>
    public static IEnumerable<NumberedEvent> Number(IEnumerable<Turn> turns)
    {
        var (number, index) = (0, 0);
        foreach (var turn in turns)
        {
            foreach (var item in turn.Received.Concat(turn.Decided))
                yield return new NumberedEvent(number++, index, turn.At, item);
            index++;
        }
    }
}
