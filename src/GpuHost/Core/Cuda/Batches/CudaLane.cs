using System.Runtime.InteropServices;
using GpuHost.Core.Cuda.Driver;
using GpuHost.Core.Measures;

namespace GpuHost.Core.Cuda.Batches;

/// <summary>
/// The way of one batch through a device: pinned memory, a stream, buffers there. Files are added, the work is started, then waited for; the files'
/// own bytes stay with the caller, so nothing is lost when the device is. Not for two threads at once; the context is the calling thread's.
/// </summary>
internal sealed class CudaLane : IDisposable
{
    private const int Threads = 128;

    private readonly CudaDevice device;
    private readonly BatchLayout layout;
    private readonly List<IDisposable> held = [];
    private readonly List<MeasureChunk> measureChunks = [];
    private readonly List<TextChunk> textChunks = [];
    private readonly List<int> starts = [];
    private readonly PinnedMemory input;
    private readonly PinnedMemory output;
    private readonly DeviceMemory deviceInput;
    private readonly DeviceMemory deviceOutput;
    private readonly DeviceMemory segments;
    private readonly CudaStream stream;
    private readonly CudaEvent begun;
    private readonly CudaEvent done;
    private BatchWants wants;
    private int textBytes;
    private int segmentCount;
    private int measuresAt;
    private int textsAt;
    private int tokensAt;
    private int placesAt;

    public CudaLane(CudaDevice device, CudaOptions options)
    {
        (this.device, layout) = (device, new BatchLayout(options));
        var context = device.Context;
        try
        {
            input = Hold(new PinnedMemory(context, layout.InputBytes));
            output = Hold(new PinnedMemory(context, layout.OutputBytes));
            deviceInput = Hold(new DeviceMemory(context, layout.InputBytes));
            deviceOutput = Hold(new DeviceMemory(context, layout.OutputBytes));
            segments = Hold(new DeviceMemory(context, layout.SegmentsMax));
            stream = Hold(new CudaStream(context));
            (begun, done) = (Hold(new CudaEvent(context)), Hold(new CudaEvent(context)));
        }
        catch
        {
            held.ForEach(part => part.Dispose());
            throw;
        }
    }

    /// <summary>Files of the batch at hand.</summary>
    public int Files => starts.Count;

    private int LongCountAt => tokensAt + (Files * sizeof(uint));

    private int LongPiecesAt => LongCountAt + sizeof(uint);

    private int PlaceWords => textBytes / 32;

    /// <summary>Begins a batch.</summary>
    public void Begin(BatchWants wanted)
    {
        wants = wanted;
        measureChunks.Clear();
        textChunks.Clear();
        starts.Clear();
        segmentCount = 0;
        textBytes = BatchLayout.FileAlignment;
        input.Bytes[..textBytes].Clear();
    }

    /// <summary>Adds a file, unless the batch is full.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="isText">Whether it is valid UTF-8 whose tokens may be asked for.</param>
    public bool TryAdd(ReadOnlySpan<byte> bytes, bool isText)
    {
        var room = BatchLayout.Align(bytes.Length + BatchLayout.FilePadding);
        if (Files == layout.FilesMax || room > layout.TextBytesMax - textBytes)
            return false;
        var target = input.Bytes.Slice(textBytes, room);
        bytes.CopyTo(target);
        target[bytes.Length..].Clear();
        if (wants.HasFlag(BatchWants.Measures))
            CutToMeasure(bytes.Length);
        if (isText && wants.HasFlag(BatchWants.Tokens))
            CutText(bytes.Length);
        starts.Add(textBytes);
        textBytes += room;
        return true;
    }

    /// <summary>Starts the work.</summary>
    public void Launch()
    {
        measuresAt = BatchLayout.Align(textBytes + BatchLayout.FilePadding);
        textsAt = BatchLayout.Align(measuresAt + (measureChunks.Count * Marshal.SizeOf<MeasureChunk>()));
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(measureChunks)).CopyTo(input.Bytes[measuresAt..]);
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(textChunks)).CopyTo(input.Bytes[textsAt..]);
        tokensAt = wants.HasFlag(BatchWants.Measures) ? Files * BatchLayout.RecordWords * sizeof(uint) : 0;
        placesAt = BatchLayout.Align(LongPiecesAt + (BatchLayout.LongPiecesMax * Marshal.SizeOf<LongPiece>()));

        stream.Mark(begun);
        stream.CopyIn(deviceInput, input, textsAt + (textChunks.Count * Marshal.SizeOf<TextChunk>()));
        Work();
        var outputBytes = textChunks.Count > 0 ? placesAt : LongPiecesAt;
        if (wants.HasFlag(BatchWants.Places))
            outputBytes = placesAt + (PlaceWords * sizeof(uint));
        stream.CopyOut(output, deviceOutput, outputBytes);
        stream.Mark(done);
    }

    /// <summary>Does the work of a batch that was waited for once more and again, on what lies on the device, and waits.</summary>
    public TimeSpan Repeat(int times)
    {
        stream.Mark(begun);
        for (var time = 0; time < times; time++)
            Work();
        stream.Mark(done);
        return Wait();
    }

    /// <summary>Waits for the results.</summary>
    /// <returns>The device's time for the batch, copies included.</returns>
    public TimeSpan Wait()
    {
        done.Wait();
        return done.Since(begun);
    }

    /// <summary>The counts behind a file's measures.</summary>
    public ReadOnlySpan<uint> Record(int file) =>
        MemoryMarshal.Cast<byte, uint>(output.Bytes[..tokensAt]).Slice(file * BatchLayout.RecordWords, BatchLayout.RecordWords);

    /// <summary>The tokens of a file that was added as text, without its long pieces.</summary>
    public uint Tokens(int file) => MemoryMarshal.Cast<byte, uint>(output.Bytes[tokensAt..])[file];

    /// <summary>The long pieces of all files, in any order; none when there were too many.</summary>
    public bool TryGetLongPieces(out ReadOnlySpan<LongPiece> pieces)
    {
        pieces = default;
        if (textChunks.Count == 0)
            return true;
        var count = Tokens(Files);
        if (count > BatchLayout.LongPiecesMax)
            return false;
        pieces = MemoryMarshal.Cast<byte, LongPiece>(output.Bytes[LongPiecesAt..])[..(int)count];
        return true;
    }

    /// <summary>Where in the batch's text a file begins.</summary>
    public int Start(int file) => starts[file];

    /// <summary>For each byte of a file a bit, the lowest first: whether a rule may match there.</summary>
    public ReadOnlySpan<uint> Places(int file) => MemoryMarshal.Cast<byte, uint>(output.Bytes[(placesAt + (starts[file] / 8))..]);

    /// <summary>Gives everything back, once the device is done with it.</summary>
    public void Dispose()
    {
        _ = stream.TryDrain();
        held.ForEach(part => part.Dispose());
    }

    private void CutToMeasure(int bytes)
    {
        var runs = Math.Max(0, bytes - Shingles.Bytes + 1);
        for (var at = 0; at < bytes; at += BatchLayout.ChunkBytes)
        {
            var first = (uint)(textBytes + at);
            measureChunks.Add(new MeasureChunk(
                first, (uint)Math.Min(BatchLayout.ChunkBytes, bytes - at), first, (uint)Math.Clamp(runs - at, 0, BatchLayout.ChunkBytes), (uint)Files));
        }
    }

    private void CutText(int bytes)
    {
        for (var at = 0; at < bytes; at += BatchLayout.ChunkBytes)
        {
            var length = Math.Min(BatchLayout.ChunkBytes, bytes - at);
            textChunks.Add(new TextChunk(
                (uint)(textBytes + at), (uint)length, (uint)textBytes, (uint)(textBytes + bytes), (uint)segmentCount, (uint)Files));
        }

        segmentCount += (bytes + BatchLayout.FileAlignment - 1) / BatchLayout.FileAlignment;
    }

    private void Work()
    {
        var (texts, results) = (deviceInput.Value, deviceOutput.Value);
        stream.Clear(deviceOutput, LongPiecesAt);
        if (measureChunks.Count > 0)
            stream.Launch(device.Measure, measureChunks.Count, Threads, MeasureDefinition.Arguments(texts, texts + measuresAt, results));
        if (textChunks.Count > 0)
        {
            var arguments = new TokenArguments(
                texts, texts + textsAt, segments.Value, results + tokensAt, results + LongCountAt, results + LongPiecesAt,
                BatchLayout.LongPiecesMax, device.Tables);
            stream.Launch(device.FindStarts, textChunks.Count, Threads, arguments);
            stream.Launch(device.CountTokens, textChunks.Count, Threads, arguments);
        }

        if (wants.HasFlag(BatchWants.Places))
        {
            var arguments = new FilterArguments(texts, device.Anchors, results + placesAt, (uint)device.AnchorGroups, (uint)PlaceWords);
            stream.Launch(device.FilterPlaces, (PlaceWords + Threads - 1) / Threads, Threads, arguments);
        }
    }

    private T Hold<T>(T part)
        where T : IDisposable
    {
        held.Add(part);
        return part;
    }
}
