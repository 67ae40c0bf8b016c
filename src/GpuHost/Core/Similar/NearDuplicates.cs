using GpuHost.Core.Measures;

namespace GpuHost.Core.Similar;

/// <summary>
/// Finds files that have most of their content in common. Signatures are cut into 16 bands of four values; files that agree in a whole band are
/// compared, so that two files of which 80 % is the same are missed once in 4,000 times, and files of which 20 % is the same are rarely compared.
/// </summary>
public static class NearDuplicates
{
    private const int Bands = 16;
    private const int Rows = ContentSketch.Bins / Bands;
    private const int ComparedMax = 64;     // with members of a crowd: a file alike is alike to one of the first as well

    /// <summary>The share of a signature's values that must be equal unless a caller says otherwise.</summary>
    public const double ShareDefault = 0.8;

    /// <summary>Puts files together whose signatures agree, directly or through others.</summary>
    /// <param name="signatures">A signature for each file; null for one that has none.</param>
    /// <param name="share">The least share of equal values, above 0 and up to 1.</param>
    /// <returns>Clusters of two files or more: indexes in order, the cluster with the lowest first.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Find(IReadOnlyList<IReadOnlyList<ushort>?> signatures, double share = ShareDefault)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        var least = (int)Math.Ceiling(share * ContentSketch.Bins);
        var owners = Enumerable.Range(0, signatures.Count).ToArray();
        var files = owners.Where(file => signatures[file] is not null).ToArray();
        for (var band = 0; band < Bands; band++)
        {
            var keys = Array.ConvertAll(files, file => Key(signatures[file]!, band));
            var order = (int[])files.Clone();
            Array.Sort(keys, order);
            for (var first = 0; first < order.Length;)
            {
                var end = first + 1;
                while (end < order.Length && keys[end] == keys[first])
                    end++;
                Array.Sort(order, first, end - first);
                Join(signatures, order.AsSpan(first, end - first), least, owners);
                first = end;
            }
        }

        return [.. files.GroupBy(file => Owner(owners, file)).Where(group => group.Count() > 1).Select(group => (IReadOnlyList<int>)[.. group.Order()])
            .OrderBy(group => group[0])];
    }

    /// <summary>The share of equal values in two signatures, in thousandths.</summary>
    public static int SimilarityPerMille(IReadOnlyList<ushort> left, IReadOnlyList<ushort> right) => Equal(left, right) * 1000 / ContentSketch.Bins;

    private static void Join(IReadOnlyList<IReadOnlyList<ushort>?> signatures, ReadOnlySpan<int> alike, int least, int[] owners)
    {
        for (var second = 1; second < alike.Length; second++)
        {
            for (var first = Math.Max(0, second - ComparedMax); first < second; first++)
            {
                var (left, right) = (Owner(owners, alike[first]), Owner(owners, alike[second]));
                if (left != right && Equal(signatures[alike[first]]!, signatures[alike[second]]!) >= least)
                    owners[Math.Max(left, right)] = Math.Min(left, right);
            }
        }
    }

    private static int Owner(int[] owners, int file)
    {
        while (owners[file] != file)
            file = owners[file] = owners[owners[file]];
        return file;
    }

    private static int Equal(IReadOnlyList<ushort> left, IReadOnlyList<ushort> right)
    {
        var equal = 0;
        for (var index = 0; index < ContentSketch.Bins; index++)
            equal += left[index] == right[index] ? 1 : 0;
        return equal;
    }

    private static ulong Key(IReadOnlyList<ushort> signature, int band)
    {
        var key = 0UL;
        for (var row = 0; row < Rows; row++)
            key = (key << 16) | signature[(band * Rows) + row];
        return key;
    }
}
