namespace GpuHost.Core.Text;

/// <summary>Recognises UTF-16 by its byte order mark, or without one by the NUL half of its ASCII characters.</summary>
internal static class Utf16Detector
{
    private const int SampleBytesMax = 8 * 1024;
    private const int UnitsMin = 4;             // fewer units without a mark prove nothing

    /// <summary>The encoding (<c>utf-16le</c>, <c>utf-16be</c>), or null when the bytes do not look like it.</summary>
    public static string? Detect(ReadOnlySpan<byte> head)
    {
        var sample = head[..(Math.Min(head.Length, SampleBytesMax) & ~1)];
        if (sample.Length < 2)
            return null;
        var isLittle = sample[0] == 0xFF && sample[1] == 0xFE;
        var isBig = sample[0] == 0xFE && sample[1] == 0xFF;
        if (!isLittle && !isBig && sample.Contains((byte)0))
            (isLittle, isBig) = Guess(sample);
        if (!isLittle && !isBig)
            return null;
        var view = new Utf16View(isBig);
        Span<byte> units = stackalloc byte[(SampleBytesMax / 2) + 1];
        view.Narrow(sample, units);
        if (view.HasControls)
            return null;
        return isLittle ? "utf-16le" : "utf-16be";
    }

    private static (bool IsLittle, bool IsBig) Guess(ReadOnlySpan<byte> sample)
    {
        Span<int> zeros = [0, 0];
        for (var at = 0; at < sample.Length; at++)
            zeros[at & 1] += sample[at] == 0 ? 1 : 0;
        var units = sample.Length / 2;
        if (units < UnitsMin)
            return (false, false);
        return (zeros[0] == 0 && zeros[1] * 10 >= units * 7, zeros[1] == 0 && zeros[0] * 10 >= units * 7);
    }
}
