using GpuHost.Core.Tiers;

namespace GpuHost.Core.Measures;

/// <summary>Entropy, signature and embedding of one file after another, whose bytes come in blocks. Not for two threads at once.</summary>
internal sealed class ContentMeasures(Tier tier)
{
    private const int Overlap = Shingles.Bytes - 1;

    private readonly ByteHistogram histogram = new();
    private readonly ContentSketch sketch = new();
    private readonly byte[] border = new byte[2 * Overlap];     // the last bytes of the block before, then the first of this one
    private int borderBytes;
    private long total;
    private bool isFull;

    /// <summary>Forgets the last file.</summary>
    public void Reset()
    {
        histogram.Reset();
        sketch.Reset();
        (borderBytes, total, isFull) = (0, 0, false);
    }

    /// <summary>Takes the next bytes.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        isFull |= total > int.MaxValue - bytes.Length;
        if (isFull)
            return;     // what two gigabytes measure goes for what follows as well, and no count runs over
        total += bytes.Length;
        histogram.Feed(bytes);
        if (borderBytes > 0)
        {
            var head = bytes[..Math.Min(Overlap, bytes.Length)];
            head.CopyTo(border.AsSpan(borderBytes));
            Shingles.Collect(Tier.Scalar, border.AsSpan(0, borderBytes + head.Length), sketch);
        }

        Shingles.Collect(tier, bytes, sketch);
        KeepEnd(bytes);
    }

    /// <summary>The measures of the whole file.</summary>
    public FileMeasures Finish() => Of(histogram.Counts(), total, sketch);

    /// <summary>The measures of a file whose bytes were counted and whose hashes were gathered.</summary>
    public static FileMeasures Of(ReadOnlySpan<int> counts, long total, ContentSketch sketch)
    {
        var bits = ByteEntropy.BitsPerByte(counts, total);
        return new FileMeasures((int)(((long)bits * 1000) >> FixedLog2.FractionBits), sketch.Signature(), sketch.Embedding());
    }

    private void KeepEnd(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= Overlap)
        {
            bytes[^Overlap..].CopyTo(border);
            borderBytes = Overlap;
            return;
        }

        // A block shorter than a run: what was kept before still counts.
        var joined = border.AsSpan(0, borderBytes + bytes.Length);
        bytes.CopyTo(joined[borderBytes..]);
        var kept = joined[Math.Max(0, joined.Length - Overlap)..];
        kept.CopyTo(border);
        borderBytes = kept.Length;
    }
}
