using System.Diagnostics;
using GpuHost.Core.Cuda.Batches;
using GpuHost.Core.Measures;

namespace GpuHost.Core.Cuda;

/// <summary>One batch on its way through a device. Not for two threads at once.</summary>
internal sealed class CudaTicket(OpenDevice device, CudaLane lane, BatchLoad load)
{
    private readonly long begun = Stopwatch.GetTimestamp();
    private readonly ContentSketch sketch = new();
    private readonly List<bool> isText = [];
    private LongPiece[] longPieces = [];
    private bool hasTokens;
    private TimeSpan staged;

    public OpenDevice Device => device;

    public CudaLane Lane => lane;

    public BatchLoad Load => load;

    /// <summary>The device's time and what this thread spent on staging, once the batch is done.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Adds the next file; false when it does not fit any more.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="isUtf8">Whether it is a text in valid UTF-8.</param>
    public bool TryAdd(ReadOnlySpan<byte> bytes, bool isUtf8)
    {
        if (!lane.TryAdd(bytes, isUtf8))
            return false;
        isText.Add(isUtf8);
        return true;
    }

    public void Launch()
    {
        staged = Stopwatch.GetElapsedTime(begun);
        lane.Launch();
    }

    /// <summary>Waits for the results and puts the long pieces into the order of files.</summary>
    public void Wait()
    {
        Elapsed = staged + lane.Wait();
        hasTokens = load.Wants.HasFlag(BatchWants.Tokens) && lane.TryGetLongPieces(out var pieces) && Keep(pieces);
    }

    /// <summary>What was found out about a file, by its number in the batch; nothing about one that was not added.</summary>
    public DeviceFacts Facts(int file) => file >= isText.Count ? default : new()
    {
        Measures = load.Wants.HasFlag(BatchWants.Measures) ? MeasureDefinition.Measures(lane.Record(file), sketch) : null,
        Tokens = isText[file] && hasTokens ? lane.Tokens(file) : null,
        LongPieces = isText[file] && hasTokens ? LongPieces((uint)file) : default,
        Start = lane.Start(file),
        Places = load.Wants.HasFlag(BatchWants.Places) ? lane.Places(file) : default,
    };

    /// <summary>Ends the batch: its results are not read any more.</summary>
    public void Return() => device.Return(lane);

    private bool Keep(ReadOnlySpan<LongPiece> pieces)
    {
        longPieces = pieces.ToArray();
        Array.Sort(longPieces, (left, right) => left.Record.CompareTo(right.Record));
        return true;
    }

    private ReadOnlySpan<LongPiece> LongPieces(uint file)
    {
        var first = Array.FindIndex(longPieces, piece => piece.Record == file);
        if (first < 0)
            return default;
        var behind = Array.FindIndex(longPieces, first, piece => piece.Record != file);
        return longPieces.AsSpan(first..(behind < 0 ? longPieces.Length : behind));
    }
}
