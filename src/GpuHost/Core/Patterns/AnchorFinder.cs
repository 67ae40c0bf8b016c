namespace GpuHost.Core.Patterns;

/// <summary>
/// Derives from an expression the rarest bytes that every match must contain. The prefilter then needs no list of literals beside the
/// expression, and cannot disagree with it.
/// </summary>
internal static class AnchorFinder
{
    private const int WaysMax = 256;        // ways to match that are looked at one by one; the built-in rules need at most seven
    private const int RunsMax = 100_000;    // of all ways together: they are copied from step to step

    /// <summary>The anchors of an expression: every match contains the window of at least one, behind its prefix.</summary>
    /// <exception cref="PatternException">The expression has too many ways to match, or one that matches the empty string.</exception>
    public static IReadOnlyList<Anchor> Find(PatternNode node)
    {
        var anchors = new Dictionary<string, Anchor>(StringComparer.Ordinal);
        foreach (var way in Unfold(node))
        {
            if (way.Sum(run => (long)run.Min) == 0)
                throw new PatternException("the expression can match nothing, so it would match everywhere");
            var best = Best(way);
            anchors[best.Key()] = best;
        }

        return [.. anchors.Values];
    }

    private static List<List<PrefixRun>> Unfold(PatternNode node) => node switch
    {
        OneOf one => [[new PrefixRun(one.Set, 1, 1)]],
        Repeat { Body: OneOf one } run => [[new PrefixRun(one.Set, run.Min, run.Max)]],
        Repeat repeat => UnfoldRepeat(repeat),
        Choice choice => Limited(choice.Options.SelectMany(Unfold)),
        Sequence sequence => sequence.Parts.Aggregate(Nothing(), (ways, part) => Join(ways, Unfold(part))),
        WordBoundary => [[PrefixRun.Boundary]],
        _ => Nothing(),
    };

    private static List<List<PrefixRun>> UnfoldRepeat(Repeat repeat)
    {
        var body = Unfold(repeat.Body);
        var ways = Nothing();
        var result = new List<List<PrefixRun>>();
        for (var count = 0; count <= repeat.Max; count++)
        {
            if (count >= repeat.Min)
                result = Limited(result.Concat(ways));
            if (count < repeat.Max)
                ways = Join(ways, body);
        }

        return result;
    }

    private static List<List<PrefixRun>> Nothing() => [[]];

    private static List<List<PrefixRun>> Join(List<List<PrefixRun>> first, List<List<PrefixRun>> second) =>
        Limited(first.SelectMany(_ => second, (left, right) => (List<PrefixRun>)[.. left, .. right]));

    private static List<List<PrefixRun>> Limited(IEnumerable<List<PrefixRun>> ways)
    {
        var result = ways.Take(WaysMax + 1).ToList();
        if (result.Count > WaysMax)
            throw new PatternException($"the expression has more than {WaysMax} ways to match");
        return result.Sum(way => way.Count) <= RunsMax ? result : throw new PatternException("the expression has too many long ways to match");
    }

    private static Anchor Best(List<PrefixRun> way)
    {
        Anchor? best = null;
        var bestCost = double.MaxValue;
        for (var index = 0; index < way.Count; index++)
        {
            for (var tail = 1; tail <= Math.Min(way[index].Min, Anchor.WindowBytes - 1); tail++)
            {
                var anchor = At(way, index, tail);
                var cost = Cost(anchor);
                if (cost < bestCost)
                    (best, bestCost) = (anchor, cost);
            }
        }

        return best!;
    }

    /// <summary>The anchor that starts with the last <paramref name="tail"/> bytes of a run.</summary>
    private static Anchor At(List<PrefixRun> way, int index, int tail)
    {
        var run = way[index];
        var before = way.Take(index).ToList();
        var cut = new PrefixRun(run.Set, run.Min - tail, run.Max == Repeat.Unbounded ? run.Max : run.Max - tail);
        if (cut.Max > 0)
            before.Add(cut);
        List<PrefixRun> rest = [new PrefixRun(run.Set, tail, tail), .. way.Skip(index + 1)];
        List<ByteSet> window = [Preceding(before, before.Count - 1, run.Set), .. Following(rest)];
        return new Anchor([.. before.Where(part => part.Max > 0)], window);
    }

    /// <summary>
    /// What may stand right before the anchor, whose first byte is out of <paramref name="next"/>. The place before the file counts as NUL.
    /// </summary>
    private static ByteSet Preceding(List<PrefixRun> before, int last, ByteSet next)
    {
        if (last < 0)
            return ByteSet.Any;
        var part = before[last];
        if (part.Max == 0)
        {
            if (next.IsSubsetOf(ByteSet.Word))
                return ByteSet.Word.Negate();
            return next.IsSubsetOf(ByteSet.Word.Negate()) ? ByteSet.Word : ByteSet.Any;
        }

        return part.Min > 0 ? part.Set : new ByteSet().AddAll(part.Set).AddAll(Preceding(before, last - 1, next));
    }

    /// <summary>The sets of the next bytes, from every place in the runs that can be reached with that many bytes.</summary>
    private static ByteSet[] Following(List<PrefixRun> runs)
    {
        var sets = new ByteSet[Anchor.WindowBytes - 1];
        var places = new HashSet<(int Run, int Taken)> { (0, 0) };
        for (var step = 0; step < sets.Length; step++)
        {
            var set = new ByteSet();
            var next = new HashSet<(int, int)>();
            var open = new Stack<(int Run, int Taken)>(places);
            while (open.TryPop(out var place))
            {
                if (place.Run == runs.Count)
                {
                    set.AddAll(ByteSet.Any);        // the match may be over; anything may follow
                    next.Add(place);
                    continue;
                }

                var run = runs[place.Run];
                if (place.Taken >= run.Min)
                    open.Push((place.Run + 1, 0));
                if (place.Taken < run.Max)
                {
                    set.AddAll(run.Set);
                    next.Add((place.Run, place.Taken + 1));
                }
            }

            (sets[step], places) = (set, next);
        }

        return sets;
    }

    /// <summary>How often the window is expected in text, times what walking back over the prefix costs.</summary>
    private static double Cost(Anchor anchor)
    {
        var chance = 1.0;
        foreach (var set in anchor.Window)
            chance *= ByteFrequency.Of(set);
        var walk = anchor.Prefix.Sum(run => Math.Min(run.Max, 64.0));
        var freedom = anchor.Prefix.Sum(run => Math.Min((double)run.Max - run.Min, 64.0));
        return chance * (1 + (walk / 16) + freedom);
    }
}
