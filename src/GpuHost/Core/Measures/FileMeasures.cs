namespace GpuHost.Core.Measures;

/// <summary>What a file's bytes measure. Whole numbers: every tier and every machine gets the same.</summary>
/// <param name="EntropyMilliBits">Shannon's entropy in thousandths of a bit for each byte, 0 to 8,000.</param>
/// <param name="Signature">
/// 64 values whose share of equal ones estimates what two files have in common; null below eight bytes or where none of them was sampled.
/// </param>
/// <param name="Embedding">256 dimensions for similarity search; null with the signature.</param>
public sealed record FileMeasures(int EntropyMilliBits, IReadOnlyList<ushort>? Signature, IReadOnlyList<sbyte>? Embedding)
{
    /// <summary>The measures of bytes in memory.</summary>
    public static FileMeasures Of(ReadOnlySpan<byte> bytes)
    {
        var measures = new ContentMeasures(Tiers.TierSet.Best);
        measures.Reset();
        measures.Feed(bytes);
        return measures.Finish();
    }
}
