using System.Buffers.Binary;
using System.Text;
using static GpuHost.Packs.PackFormat;

namespace GpuHost.Packs;

/// <summary>Gathers files until a pack is full. Not for two threads at once.</summary>
public sealed class PackWriter
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SortedDictionary<byte[], Content> files = new(NameOrder.Instance);
    private readonly int bytesMax;
    private int nameBytes;
    private long contentBytes;

    /// <summary>Begins an empty pack.</summary>
    /// <param name="bytesMax">The most bytes it may have: up to <see cref="PackFormat.BytesMax"/>.</param>
    public PackWriter(int bytesMax = PackFormat.BytesMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesMax, HeaderBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytesMax, PackFormat.BytesMax);
        this.bytesMax = bytesMax;
    }

    /// <summary>Files so far.</summary>
    public int Count => files.Count;

    /// <summary>Whether an empty pack has room for a file.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="length">Its size.</param>
    /// <param name="bytesMax">The most bytes of the pack.</param>
    public static bool CouldTake(string name, long length, int bytesMax) =>
        length <= bytesMax && Align(HeaderBytes + EntryBytes + Encoding.UTF8.GetByteCount(name)) + Align(length) <= bytesMax;

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its name, 1 to 4,096 bytes of UTF-8.</param>
    /// <param name="content">Its bytes; they are kept, not copied.</param>
    /// <param name="sha256">Its SHA-256, 32 bytes; none: it is not noted.</param>
    /// <returns>False when the pack has no room for it; it is as it was then.</returns>
    /// <exception cref="ArgumentException">The name is none, or is there already.</exception>
    public bool TryAdd(string name, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> sha256 = default)
    {
        var key = NameOf(name);
        if (!sha256.IsEmpty && sha256.Length != 32)
            throw new ArgumentException("A SHA-256 has 32 bytes.", nameof(sha256));
        if (files.ContainsKey(key))
            throw new ArgumentException($"The pack has a file '{name}' already.", nameof(name));
        var table = HeaderBytes + ((files.Count + 1L) * EntryBytes) + nameBytes + key.Length;
        if (files.Count == EntriesMax || Align(table) + contentBytes + Align(content.Length) > bytesMax)
            return false;
        files.Add(key, new Content(content, sha256));
        nameBytes += key.Length;
        contentBytes += Align(content.Length);
        return true;
    }

    /// <summary>Writes the pack and begins a new one.</summary>
    public byte[] Finish()
    {
        var names = HeaderBytes + (files.Count * EntryBytes);
        var contents = (int)Align(names + nameBytes);
        var pack = new byte[contents + contentBytes];
        var (index, nameAt, contentAt) = (0, 0, contents);
        foreach (var (name, file) in files)
        {
            var entry = pack.AsSpan(HeaderBytes + (index++ * EntryBytes), EntryBytes);
            BinaryPrimitives.WriteInt64LittleEndian(entry, contentAt);
            BinaryPrimitives.WriteInt32LittleEndian(entry[LengthAt..], file.Bytes.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[ContentChecksumAt..], Crc32C.Of(file.Bytes.Span));
            BinaryPrimitives.WriteInt32LittleEndian(entry[NameOffsetAt..], nameAt);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[NameLengthAt..], (ushort)name.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[FlagsAt..], file.Sha256.IsEmpty ? (ushort)0 : HasDigest);
            file.Sha256.Span.CopyTo(entry[DigestAt..]);
            name.CopyTo(pack, names + nameAt);
            file.Bytes.Span.CopyTo(pack.AsSpan(contentAt));
            nameAt += name.Length;
            contentAt += (int)Align(file.Bytes.Length);
        }

        WriteHeader(pack, names + nameBytes);
        files.Clear();
        (nameBytes, contentBytes) = (0, 0);
        return pack;
    }

    private void WriteHeader(byte[] pack, int headEnd)
    {
        Magic.CopyTo(pack);
        BinaryPrimitives.WriteInt32LittleEndian(pack.AsSpan(VersionAt), PackFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(pack.AsSpan(EntriesAt), files.Count);
        BinaryPrimitives.WriteInt32LittleEndian(pack.AsSpan(NamesAt), nameBytes);
        BinaryPrimitives.WriteInt64LittleEndian(pack.AsSpan(TotalAt), pack.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(pack.AsSpan(ChecksumAt), Crc32C.Of(pack.AsSpan(0, headEnd)));
    }

    private static byte[] NameOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] bytes;
        try
        {
            bytes = Strict.GetBytes(name);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException("The name is no text: it holds half of a surrogate pair.", nameof(name), error);
        }

        return bytes.Length <= NameBytesMax ? bytes
            : throw new ArgumentException($"A name has at most {NameBytesMax} bytes; this one has {bytes.Length}.", nameof(name));
    }

    private sealed record Content(ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Sha256);

    private sealed class NameOrder : IComparer<byte[]>
    {
        public static readonly NameOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
