namespace GpuHost.Core.Patterns;

/// <summary>
/// Roughly how common each byte is in source text. Only the choice of anchors depends on it, never a result: a poor guess costs time.
/// </summary>
internal static class ByteFrequency
{
    private static readonly double[] Shares = Build();

    /// <summary>The share of bytes that fall into a set, between 0 and 1.</summary>
    public static double Of(ByteSet set)
    {
        var sum = 0.0;
        for (var value = 0; value < 256; value++)
            sum += set.Members[value] ? Shares[value] : 0;
        return sum;
    }

    private static double[] Build()
    {
        var shares = new double[256];
        Array.Fill(shares, 0.0005);
        Set(shares, "etaoinsr", 0.045);
        Set(shares, "lcdupmfh", 0.020);
        Set(shares, "gbyvwxkjqz", 0.006);
        Set(shares, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0.003);
        Set(shares, "0123456789", 0.008);
        Set(shares, " ", 0.150);
        Set(shares, "\n.,;:()/\"'=-_*", 0.012);
        var total = shares.Sum();
        return Array.ConvertAll(shares, share => share / total);
    }

    private static void Set(double[] shares, string symbols, double share)
    {
        foreach (var symbol in symbols)
            shares[symbol] = share;
    }
}
