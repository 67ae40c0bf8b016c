using System.Numerics;
using System.Runtime.InteropServices;
using GpuHost.Core.Measures;

namespace GpuHost.Core.Cuda.Batches;

/// <summary>Between the definition of measures in C# and the kernel: its constants as arguments, and measures from what the kernel counted.</summary>
internal static class MeasureDefinition
{
    private const int BytesAt = 0;
    private const int CountsAt = 256;
    private const int MinimaAt = CountsAt + ContentSketch.Dimensions;

    /// <summary>The kernel's arguments.</summary>
    public static MeasureArguments Arguments(nint text, nint chunks, nint records) => new(
        text, chunks, records, Shingles.A, Shingles.B, Shingles.C, Shingles.Limit, ContentSketch.Mixer, (uint)BitOperations.Log2(ContentSketch.Bins));

    /// <summary>A file's measures. Not for two threads at once with the same sketch.</summary>
    /// <param name="record">What the kernel counted: bytes by value, the embedding's counts, minima turned over.</param>
    /// <param name="sketch">Makes signature and embedding.</param>
    public static FileMeasures Measures(ReadOnlySpan<uint> record, ContentSketch sketch)
    {
        Span<uint> minima = stackalloc uint[ContentSketch.Bins];
        for (var bin = 0; bin < minima.Length; bin++)
            minima[bin] = ~record[MinimaAt + bin];
        sketch.Set(minima, MemoryMarshal.Cast<uint, int>(record.Slice(CountsAt, ContentSketch.Dimensions)));
        var total = 0L;
        foreach (var count in record[BytesAt..CountsAt])
            total += count;
        return ContentMeasures.Of(MemoryMarshal.Cast<uint, int>(record[BytesAt..CountsAt]), total, sketch);
    }
}
