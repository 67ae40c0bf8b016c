using Runtime.Engine.History;
using Runtime.Engine.Replay;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <summary>What activities had come to when an earlier process was lost, until their runs are loaded.</summary>
internal sealed class NotedOutcomes(ITaskHub hub)
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, List<OutcomeNote>> byRun = [];

    public void Read()
    {
        lock (gate)
        {
            foreach (var note in hub.ReadNotes())
            {
                if (!byRun.TryGetValue(note.Run, out var notes))
                    byRun[note.Run] = notes = [];
                notes.Add(note);
            }
        }
    }

    /// <summary>Gives the notes that answer open activities of a run, and forgets its others: what they say is in the history.</summary>
    public IReadOnlyList<OutcomeNote> Take(RunRow row, IReadOnlyList<ActivityScheduled> open)
    {
        List<OutcomeNote>? notes;
        lock (gate)
        {
            if (!byRun.Remove(row.Number, out notes))
                return [];
        }

        var wanted = notes.ToLookup(note => note.Execution == row.Execution && open.Any(call => call.TaskId == Rewinding.TaskOf(note.Outcome)));
        foreach (var note in wanted[false])
            hub.Forget(note.Number);
        return [.. wanted[true]];
    }
}
