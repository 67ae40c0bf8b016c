namespace Runtime.Engine.Store;

/// <summary>
/// Makes one page of one or more streams of rows, each in the query's order. A stream that was not read to its end says how far it was read; the
/// page goes no further than the shortest one.
/// </summary>
public static class RunPager
{
    /// <summary>Merges streams into a page.</summary>
    /// <param name="query">The query.</param>
    /// <param name="streams">Rows behind the query's position in reading order, at most <c>Limit + 1</c>, and how far they reach; null to the end.</param>
    /// <returns>The page.</returns>
    public static RunPage Page(RunQuery query, IReadOnlyList<(IReadOnlyList<RunRow> Rows, RunPosition? ReadTo)> streams)
    {
        var from = RunPosition.Of(query);
        var descending = IsDescending(query, from);
        var ends = streams.Where(stream => stream.ReadTo is not null).Select(stream => stream.ReadTo!.Value).ToList();
        RunPosition? end = ends.Count == 0 ? null : ends.Aggregate((a, b) => Compare(a, b, descending) <= 0 ? a : b);

        var placed = streams.SelectMany(stream => stream.Rows).Select(row => (Row: row, Place: RunPosition.Of(row, query.Order)))
            .Where(row => end is not { } last || Compare(row.Place, last, descending) <= 0).ToList();
        if (streams.Count > 1)
            placed.Sort((a, b) => Compare(a.Place, b.Place, descending));

        var more = placed.Count > query.Limit;
        var rows = placed.Take(query.Limit).Select(row => row.Row).ToList();
        RunPosition? onwards = more ? placed[query.Limit - 1].Place : end;
        return from is { Backward: true } back ? Turned(query, rows, onwards, back) : Forward(query, rows, onwards, from);
    }

    /// <summary>Whether rows are read from the greatest key down.</summary>
    /// <param name="query">The query.</param>
    /// <param name="from">Its position.</param>
    /// <returns>True for descending keys.</returns>
    public static bool IsDescending(RunQuery query, RunPosition? from) => query.NewestFirst != (from is { Backward: true });

    private static RunPage Forward(RunQuery query, List<RunRow> rows, RunPosition? onwards, RunPosition? from)
    {
        var before = from is null ? null : rows.Count > 0 ? RunPosition.Of(rows[0], query.Order) : from;
        return new RunPage(rows, onwards?.ToString(), before is { } place ? (place with { Backward = true }).ToString() : null);
    }

    private static RunPage Turned(RunQuery query, List<RunRow> rows, RunPosition? onwards, RunPosition from)
    {
        rows.Reverse();
        var next = rows.Count > 0 ? RunPosition.Of(rows[^1], query.Order) : @from with { Backward = false };
        return new RunPage(rows, next.ToString(), onwards is { } place ? (place with { Backward = true }).ToString() : null);
    }

    private static int Compare(RunPosition a, RunPosition b, bool descending) => descending ? b.Against(a) : a.Against(b);
}
