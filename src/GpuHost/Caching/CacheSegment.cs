using System.Buffers.Binary;
using System.Runtime.InteropServices;
using GpuHost.Packs;
using GpuHost.Publishing;
using Microsoft.Win32.SafeHandles;

namespace GpuHost.Caching;

/// <summary>
/// One file of the disk tier: entries one behind the other, never changed.
/// <code>
///  0  4  CRC-32C of the rest of the entry
///  4  4  bytes of the fragment
///  8 16  key
/// 24  4  findings
/// 28  4  zeros
/// 32  8  size of the content
/// 40     fragment
/// </code>
/// An entry that a crash cut short does not have its checksum; it and what follows it are not there.
/// </summary>
internal sealed class CacheSegment : IDisposable
{
    private const int HeaderBytes = 40;
    private const int FragmentBytesMax = 4 * 1024 * 1024;       // a thousand findings are 100 KB

    private readonly SafeFileHandle file;

    private CacheSegment(int number, string path, SafeFileHandle file) => (Number, Path, this.file) = (number, path, file);

    public int Number { get; }

    public string Path { get; }

    public long Bytes { get; private set; }

    public static CacheSegment Open(int number, string path) =>
        new(number, path, File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete));

    /// <summary>Reads all entries that are whole, and takes the file to end behind them.</summary>
    public void Scan(Action<UInt128, CachePlace> found)
    {
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1024 * 1024);
        var entry = new byte[HeaderBytes];
        Bytes = 0;
        while (stream.ReadAtLeast(entry.AsSpan(0, HeaderBytes), HeaderBytes, throwOnEndOfStream: false) == HeaderBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(entry.AsSpan(4));
            if (length is < 0 or > FragmentBytesMax)
                break;
            if (entry.Length < HeaderBytes + length)
                Array.Resize(ref entry, HeaderBytes + length);
            var read = stream.ReadAtLeast(entry.AsSpan(HeaderBytes, length), length, throwOnEndOfStream: false);
            if (read < length || !IsWhole(entry.AsSpan(0, HeaderBytes + length)))
                break;
            found(BinaryPrimitives.ReadUInt128LittleEndian(entry.AsSpan(8)), new CachePlace(Number, (int)Bytes, HeaderBytes + length));
            Bytes += HeaderBytes + length;
        }

        RandomAccess.SetLength(file, Bytes);
    }

    /// <summary>Adds an entry.</summary>
    /// <returns>Where it is; null when it is too large to be kept.</returns>
    /// <exception cref="IOException">The disk is full.</exception>
    public CachePlace? Append(CacheKey key, KnownFacts facts)
    {
        if (facts.Fragment.Length > FragmentBytesMax)
            return null;
        var entry = new byte[HeaderBytes + facts.Fragment.Length];
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(4), facts.Fragment.Length);
        BinaryPrimitives.WriteUInt128LittleEndian(entry.AsSpan(8), key.Value);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(24), facts.Findings);
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(32), facts.Size);
        facts.Fragment.CopyTo(entry, HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(entry, Crc32C.Of(entry.AsSpan(4)));
        RandomAccess.Write(file, entry, Bytes);
        var place = new CachePlace(Number, (int)Bytes, entry.Length);
        Bytes += entry.Length;
        return place;
    }

    /// <summary>Reads an entry; null when it is not what it was.</summary>
    public KnownFacts? Read(CachePlace place, CacheKey key)
    {
        var entry = new byte[place.Length];
        if (RandomAccess.Read(file, entry, place.Offset) < entry.Length || !IsWhole(entry))
            return null;
        if (BinaryPrimitives.ReadUInt128LittleEndian(entry.AsSpan(8)) != key.Value)
            return null;
        var findings = BinaryPrimitives.ReadInt32LittleEndian(entry.AsSpan(24));
        return new KnownFacts(entry[HeaderBytes..], findings, BinaryPrimitives.ReadInt64LittleEndian(entry.AsSpan(32)));
    }

    public void Dispose() => file.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> entry) => Crc32C.Of(entry[4..]) == MemoryMarshal.Read<uint>(entry);
}
