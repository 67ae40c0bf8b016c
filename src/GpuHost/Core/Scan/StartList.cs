namespace GpuHost.Core.Scan;

/// <summary>The places of one window where one rule may start to match, kept as intervals; they come out once each and in order.</summary>
internal sealed class StartList
{
    private int[] firsts = new int[16];
    private int[] lasts = new int[16];
    private int count;
    private int cursor;
    private bool isUnsorted;

    /// <summary>Marks the places from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public void Mark(int first, int last)
    {
        if (count > 0 && first >= firsts[count - 1] && first <= lasts[count - 1] + 1)
        {
            lasts[count - 1] = Math.Max(lasts[count - 1], last);
            return;
        }

        if (count == firsts.Length)
        {
            Array.Resize(ref firsts, count * 2);
            Array.Resize(ref lasts, count * 2);
        }

        isUnsorted |= count > 0 && first < firsts[count - 1];
        (firsts[count], lasts[count]) = (first, last);
        count++;
    }

    /// <summary>The first marked place from <paramref name="from"/> on, or -1. Places asked for never go back between two slides.</summary>
    public int Next(int from)
    {
        if (isUnsorted)
            Sort();
        while (cursor < count && lasts[cursor] < from)
            cursor++;
        return cursor == count ? -1 : Math.Max(from, firsts[cursor]);
    }

    /// <summary>Forgets the places before <paramref name="from"/> and counts the others from <paramref name="gone"/> places further on.</summary>
    /// <returns>Whether any place is left.</returns>
    public bool Slide(int gone, int from)
    {
        var kept = 0;
        for (var index = 0; index < count; index++)
        {
            if (lasts[index] < from)
                continue;
            (firsts[kept], lasts[kept]) = (Math.Max(firsts[index], from) - gone, lasts[index] - gone);
            kept++;
        }

        (count, cursor) = (kept, 0);
        isUnsorted |= kept > 1;     // cutting at one place may have changed the order of what stands there
        return kept > 0;
    }

    public void Clear() => (count, cursor, isUnsorted) = (0, 0, false);

    private void Sort()
    {
        Array.Sort(firsts, lasts, 0, count);
        (isUnsorted, cursor) = (false, 0);
    }
}
