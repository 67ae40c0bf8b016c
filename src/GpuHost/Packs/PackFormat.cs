namespace GpuHost.Packs;

/// <summary>
/// Many small files in one blob, version 1. All numbers are little-endian.
/// <code>
/// header, 64 bytes
///    0   8  89 57 46 50 0D 0A 1A 0A   ("WFP"; what a transfer as text would break is among the bytes)
///    8   4  version, 1
///   12   4  entries
///   16   4  bytes of all names
///   20   4  CRC-32C of header (with zeros here), table and names
///   24   8  bytes of the whole pack
///   32  32  zeros
/// table, 64 bytes for each entry, names in ascending order of their bytes, none twice
///    0   8  offset of the content from the pack's start
///    8   4  length of the content
///   12   4  CRC-32C of the content
///   16   4  offset of the name among the names
///   20   2  bytes of the name, 1 to 4,096
///   22   2  flags; 1: the digest is there
///   24   8  zeros
///   32  32  SHA-256 of the content, or zeros
/// names, UTF-8, one behind the other
/// contents, each at the next multiple of 64 behind what is before it; zeros between them and behind the last
/// </code>
/// One set of files has one pack, bit for bit: the order, the places and every filling byte are given.
/// </summary>
public static class PackFormat
{
    /// <summary>The version that is written and read.</summary>
    public const int Version = 1;

    /// <summary>The largest pack: what a host holds in memory for each batch on its way.</summary>
    public const int BytesMax = 16 * 1024 * 1024;

    /// <summary>The most entries: a pack of 16 MB full of the smallest files that a table entry and alignment leave room for.</summary>
    public const int EntriesMax = 100_000;

    /// <summary>The longest name in bytes: the longest path of Linux.</summary>
    public const int NameBytesMax = 4_096;

    /// <summary>Contents begin at multiples of this: a line of the processor's cache, and a vector of 512 bits.</summary>
    public const int Alignment = 64;

    internal const int HeaderBytes = 64;
    internal const int EntryBytes = 64;
    internal const int VersionAt = 8;
    internal const int EntriesAt = 12;
    internal const int NamesAt = 16;
    internal const int ChecksumAt = 20;
    internal const int TotalAt = 24;
    internal const int ReservedAt = 32;
    internal const int LengthAt = 8;
    internal const int ContentChecksumAt = 12;
    internal const int NameOffsetAt = 16;
    internal const int NameLengthAt = 20;
    internal const int FlagsAt = 22;
    internal const int EntryReservedAt = 24;
    internal const int DigestAt = 32;
    internal const ushort HasDigest = 1;

    internal static ReadOnlySpan<byte> Magic => [0x89, 0x57, 0x46, 0x50, 0x0D, 0x0A, 0x1A, 0x0A];

    internal static long Align(long offset) => (offset + Alignment - 1) & -Alignment;
}
