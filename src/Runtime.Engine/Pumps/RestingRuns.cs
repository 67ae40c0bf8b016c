namespace Runtime.Engine.Pumps;

/// <summary>
/// Runs in memory that wait for a timer, an event or a child and have nothing in flight. The one that rested longest is dropped when there are
/// too many or their histories are too large; it is replayed when something arrives for it.
/// </summary>
internal sealed class RestingRuns(int runsMax, long bytesMax, Action<LiveRun> dropped)
{
    private readonly Lock gate = new();
    private readonly LinkedList<LiveRun> runs = new();
    private long bytes;

    /// <summary>Number of resting runs in memory.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return runs.Count;
        }
    }

    public void Add(LiveRun run)
    {
        List<LiveRun>? victims = null;
        lock (gate)
        {
            if (run.Place is not null)
                return;
            run.Place = runs.AddLast(run);
            bytes += run.HistoryBytes;
            while ((runs.Count > runsMax || bytes > bytesMax) && runs.First is { } oldest)
            {
                var victim = run.HistoryBytes > bytesMax ? run : oldest.Value;      // one that is too large goes itself, not all the others
                Unlink(victim);
                (victims ??= []).Add(victim);
                if (victim == run)
                    break;
            }
        }

        foreach (var victim in victims ?? [])
        {
            if (victim.TryRetire())
                dropped(victim);
        }
    }

    public void Remove(LiveRun run)
    {
        lock (gate)
            Unlink(run);
    }

    private void Unlink(LiveRun run)
    {
        if (run.Place is not { } place)
            return;
        runs.Remove(place);
        run.Place = null;
        bytes -= run.HistoryBytes;
    }
}
