namespace Runtime.Engine.Pumps;

/// <summary>
/// The wake-up times of one run that are in the schedule, so that a run with one far timer and many near ones does not leave the far one there
/// once for each of them. Nearly always there is one.
/// </summary>
internal struct ArmedTimes
{
    private long first;
    private SortedSet<long>? later;

    /// <summary>Notes a time.</summary>
    /// <param name="at">UTC ticks, above 0.</param>
    /// <returns>False when it is noted already.</returns>
    public bool Add(long at)
    {
        if (at == first || later?.Contains(at) == true)
            return false;
        if (first == 0)
            first = at;
        else
            AddSecond(at);
        return true;
    }

    /// <summary>Takes note of what the schedule gave back: each <see cref="Mail.TimerDue"/> is the earliest time.</summary>
    public void Fired(IReadOnlyList<Mail> mail)
    {
        for (var i = 0; i < mail.Count; i++)
        {
            if (ReferenceEquals(mail[i], Mail.TimerDue))
                RemoveFirst();
        }
    }

    private void RemoveFirst()
    {
        first = later is { Count: > 0 } ? later.Min : 0;
        later?.Remove(first);
    }

    private void AddSecond(long at)
    {
        later ??= [];
        later.Add(Math.Max(at, first));
        first = Math.Min(at, first);
    }
}
