namespace GpuHost.Core.Patterns;

/// <summary>
/// Derives from an expression the rarest bytes that every match must contain. The prefilter then needs no list of literals beside the
/// expression, and cannot disagree with it.
/// </summary>
internal static class AnchorFinder
{
    private const int WaysMax = 256;        // ways to match that are looked at one by one; the built-in rules need at most seven

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
        return result.Count <= WaysMax ? result : throw new PatternException($"the expression has more than {WaysMax} ways to match");
    }

    private static Anchor Best(List<PrefixRun> way)
    {
        Anchor? best = null;
        var bestCost = double.MaxValue;
        for (var index = 0; index < way.Count; index++)
        {
            for (var tail = 1; tail <= Math.Min(way[index].Min, Anchor.WindowBytes); tail++)
            {
                var anchor = At(way, index, tail);
                var cost = Cost(anchor);
                if (cost < bestCost)
                    (best, bestCost) = (anchor, cost);
            }
        }

        return best!;
    }

    /// <summary>The anchor whose window starts with the last <paramref name="tail"/> bytes of a run.</summary>
    private static Anchor At(List<PrefixRun> way, int index, int tail)
    {
        var run = way[index];
        var prefix = way.Take(index).ToList();
        var before = new PrefixRun(run.Set, run.Min - tail, run.Max == Repeat.Unbounded ? run.Max : run.Max - tail);
        if (before.Max > 0)
            prefix.Add(before);
        var window = Enumerable.Repeat(run.Set, tail).ToList();
        for (var next = index + 1; next < way.Count && window.Count < Anchor.WindowBytes; next++)
        {
            window.AddRange(Enumerable.Repeat(way[next].Set, Math.Min(way[next].Min, Anchor.WindowBytes)));
            if (way[next].Min != way[next].Max && way[next].Min < Anchor.WindowBytes)
                break;      // what follows a run of unknown length has no fixed place
        }

        while (window.Count < Anchor.WindowBytes)
            window.Add(ByteSet.Any);
        return new Anchor(prefix, [.. window.Take(Anchor.WindowBytes)]);
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
