using System.Runtime.InteropServices;

namespace GpuHost.Core.Cuda.Batches;

/// <summary>The structures of Kernels/measure.h, tokens.h and filter.h, field by field; a test compares their sizes with those in the PTX.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct MeasureChunk(uint TextAt, uint TextBytes, uint RunsAt, uint Runs, uint Record);

[StructLayout(LayoutKind.Sequential)]
internal record struct MeasureArguments(
    nint Text, nint Chunks, nint Records, uint Left, uint Right, uint Last, uint Limit, uint Mixer, uint BinBits);

[StructLayout(LayoutKind.Sequential)]
internal record struct TextChunk(uint At, uint Bytes, uint FileAt, uint FileEnd, uint FileSegment, uint Record);

/// <summary>A piece that is no token and too long for a thread of the device to merge.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct LongPiece(uint At, uint Bytes, uint Record);

[StructLayout(LayoutKind.Sequential)]
internal struct TokenTables
{
    public nint Kinds;
    public nint Keys;
    public nint Ranks;
    public nint LongSlots;
    public nint LongTokens;
    public nint Pool;
    public ulong Mixer;
    public uint KindsKnown;
    public uint SlotBits;
    public uint LongSlotBits;
    public uint PieceBytesMax;
    public uint TokenBytesMax;
}

[StructLayout(LayoutKind.Sequential)]
internal record struct TokenArguments(
    nint Text, nint Chunks, nint Starts, nint Tokens, nint LongCount, nint LongPieces, uint LongPiecesMax, TokenTables Tables);

[StructLayout(LayoutKind.Sequential)]
internal record struct FilterArguments(nint Text, nint Tables, nint Places, uint Groups, uint Words);
