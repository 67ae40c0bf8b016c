using GpuHost.Core.Patterns;

namespace GpuHost.Core.Scan;

/// <summary>
/// Puts anchors together into a few buckets, so that one byte of a vector table can stand for eight of them. Which anchors share a bucket
/// changes only how many candidates come out, never which matches.
/// </summary>
internal static class Buckets
{
    private const int TogetherMax = 256;        // every pair is priced: more anchors than this are merged part by part

    /// <summary>
    /// Merges the pair that raises the expected rate of candidates least, until no more than <paramref name="bucketsMax"/> are left.
    /// </summary>
    /// <returns>For each bucket the sets that the first <paramref name="positions"/> bytes of its anchors' windows may be out of.</returns>
    public static List<ByteSet[]> Build(IEnumerable<Anchor> anchors, int bucketsMax, int positions)
    {
        var windows = anchors.Select(anchor => anchor.Window.Take(positions).ToArray())
            .DistinctBy(window => string.Join('|', window.Select(set => set.Key())));
        List<ByteSet[]> buckets = [];
        foreach (var part in windows.Chunk(TogetherMax - bucketsMax))
            buckets = Merge([.. buckets, .. part], bucketsMax);
        return buckets;
    }

    private static List<ByteSet[]> Merge(List<ByteSet[]> buckets, int bucketsMax)
    {
        var rates = buckets.ConvertAll(Rate);
        var costs = new double[buckets.Count, buckets.Count];
        for (var first = 0; first < buckets.Count; first++)
            Price(buckets, rates, costs, first);
        while (buckets.Count(bucket => bucket.Length > 0) > bucketsMax)
        {
            var (first, second) = Cheapest(buckets, costs);
            buckets[first] = Union(buckets[first], buckets[second]);
            buckets[second] = [];
            rates[first] = Rate(buckets[first]);
            Price(buckets, rates, costs, first);
        }

        return buckets.FindAll(bucket => bucket.Length > 0);
    }

    private static void Price(List<ByteSet[]> buckets, List<double> rates, double[,] costs, int at)
    {
        for (var other = 0; other < buckets.Count; other++)
        {
            if (other == at || buckets[other].Length == 0)
                continue;
            var rise = Rate(Union(buckets[at], buckets[other])) - rates[at] - rates[other];
            (costs[at, other], costs[other, at]) = (rise, rise);
        }
    }

    private static (int First, int Second) Cheapest(List<ByteSet[]> buckets, double[,] costs)
    {
        var (best, cost) = ((0, 0), double.MaxValue);
        for (var first = 0; first < buckets.Count; first++)
        {
            for (var second = first + 1; buckets[first].Length > 0 && second < buckets.Count; second++)
            {
                if (buckets[second].Length > 0 && costs[first, second] < cost)
                    (best, cost) = ((first, second), costs[first, second]);
            }
        }

        return best;
    }

    private static ByteSet[] Union(ByteSet[] left, ByteSet[] right) =>
        [.. left.Select((set, index) => new ByteSet().AddAll(set).AddAll(right[index]))];

    private static double Rate(ByteSet[] window)
    {
        var rate = 1.0;
        foreach (var set in window)
            rate *= ByteFrequency.Of(set);
        return rate;
    }
}
