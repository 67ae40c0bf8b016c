using System.Runtime.CompilerServices;

namespace GpuHost.Core.Scan;

/// <summary>The reference: asks the exact tables at every place.</summary>
internal static class ScalarFilter
{
    public static int Collect(AnchorTables tables, ref byte text, ref int from, int to, Span<int> places)
    {
        var count = 0;
        var at = from;
        for (; at < to && count < places.Length; at++)
        {
            var any = 0UL;
            for (var group = 0; group < tables.Groups; group++)
                any |= tables.At(group, ref Unsafe.Add(ref text, at));
            if (any != 0)
                places[count++] = at;
        }

        from = at;
        return count;
    }
}
