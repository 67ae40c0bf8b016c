using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using static GpuHost.Packs.PackFormat;

namespace GpuHost.Packs;

/// <summary>Reads a pack, and refuses whatever is not exactly one: a pack that could be read in two ways could hide a file from somebody.</summary>
public static class PackReader
{
    /// <summary>Reads header, table and names, and checks all bytes outside the contents.</summary>
    /// <param name="pack">The whole pack.</param>
    /// <returns>Its files, in order of their names. Contents have not been compared with their checksums: see <see cref="IsWhole"/>.</returns>
    /// <exception cref="PackException">It is no pack; the exception says why.</exception>
    public static IReadOnlyList<PackEntry> Read(ReadOnlySpan<byte> pack)
    {
        var head = ReadHeader(pack);
        var entries = new PackEntry[head.Entries];
        var names = pack.Slice(head.NamesStart, head.NameBytes);
        var (nameAt, contentAt) = (0, Align(head.NamesStart + head.NameBytes));
        RequireZeros(pack[(head.NamesStart + head.NameBytes)..(int)contentAt]);
        var before = ReadOnlySpan<byte>.Empty;
        for (var index = 0; index < entries.Length; index++)
        {
            var entry = pack.Slice(HeaderBytes + (index * EntryBytes), EntryBytes);
            var name = NameOf(entry, names, ref nameAt, index);
            if (index > 0 && before.SequenceCompareTo(name) >= 0)
                throw Refuse(PackProblem.NamesOutOfOrder, $"the name of entry {index} is not behind the one before it");
            before = name;
            entries[index] = EntryOf(entry, name, pack, ref contentAt);
        }

        if (nameAt != head.NameBytes)
            throw Refuse(PackProblem.WrongName, "there are more bytes of names than names");
        return contentAt == pack.Length ? entries : throw Refuse(PackProblem.WrongSizes, "there are bytes behind the last content");
    }

    /// <summary>Whether a content is what the writer put in.</summary>
    /// <param name="pack">The whole pack.</param>
    /// <param name="index">Number of the entry.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="sha256">The content's SHA-256 as the reader computed it; none: only the checksum is compared.</param>
    public static bool IsWhole(ReadOnlySpan<byte> pack, int index, PackEntry entry, ReadOnlySpan<byte> sha256 = default)
    {
        if (entry.HasDigest && !sha256.IsEmpty)
            return sha256.SequenceEqual(pack.Slice(HeaderBytes + (index * EntryBytes) + DigestAt, 32));
        return Crc32C.Of(pack.Slice(entry.Offset, entry.Length)) == entry.Checksum;
    }

    /// <summary>How many bytes a pack says it has, from its first <see cref="PackFormat.Alignment"/> bytes; null when it is none.</summary>
    /// <param name="head">The first bytes.</param>
    public static long? LengthOf(ReadOnlySpan<byte> head) =>
        head.Length >= HeaderBytes && head.StartsWith(Magic) ? BinaryPrimitives.ReadInt64LittleEndian(head[TotalAt..]) : null;

    private static Head ReadHeader(ReadOnlySpan<byte> pack)
    {
        if (pack.Length < Magic.Length || !pack.StartsWith(Magic))
            throw Refuse(PackProblem.NotAPack, "it does not begin like a pack");
        if (pack.Length < HeaderBytes)
            throw Refuse(PackProblem.CutShort, "it ends within its header");
        if (BinaryPrimitives.ReadInt32LittleEndian(pack[VersionAt..]) is var version and not PackFormat.Version)
            throw Refuse(PackProblem.UnknownVersion, $"its version is {version}, and only {PackFormat.Version} is known");
        var total = BinaryPrimitives.ReadInt64LittleEndian(pack[TotalAt..]);
        if (total > BytesMax || pack.Length > BytesMax)
            throw Refuse(PackProblem.TooLarge, $"it has more than {BytesMax:N0} bytes");
        if (total > pack.Length)
            throw Refuse(PackProblem.CutShort, $"it has {pack.Length:N0} of its {total:N0} bytes");
        if (total != pack.Length)
            throw Refuse(PackProblem.WrongSizes, "it has more bytes than its header says");
        var entries = BinaryPrimitives.ReadInt32LittleEndian(pack[EntriesAt..]);
        if (entries is < 0 or > EntriesMax)
            throw Refuse(PackProblem.TooManyEntries, $"it has more than {EntriesMax:N0} entries");
        var nameBytes = BinaryPrimitives.ReadInt32LittleEndian(pack[NamesAt..]);
        var namesStart = HeaderBytes + ((long)entries * EntryBytes);
        if (nameBytes < 0 || Align(namesStart + nameBytes) > pack.Length)
            throw Refuse(PackProblem.WrongSizes, "its table and names do not fit in");
        RequireZeros(pack[ReservedAt..HeaderBytes]);
        var head = new Head(entries, (int)namesStart, nameBytes);
        RequireChecksum(pack, head);
        return head;
    }

    private static void RequireChecksum(ReadOnlySpan<byte> pack, Head head)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        pack[..HeaderBytes].CopyTo(header);
        header.Slice(ChecksumAt, sizeof(uint)).Clear();
        var sum = ~Crc32C.Add(Crc32C.Add(uint.MaxValue, header), pack[HeaderBytes..(head.NamesStart + head.NameBytes)]);
        if (sum != BinaryPrimitives.ReadUInt32LittleEndian(pack[ChecksumAt..]))
            throw Refuse(PackProblem.WrongChecksum, "header, table and names do not have the checksum that it notes");
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> names, scoped ref int nameAt, int index)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(entry[NameLengthAt..]);
        if (length is 0 or > NameBytesMax || BinaryPrimitives.ReadInt32LittleEndian(entry[NameOffsetAt..]) != nameAt || length > names.Length - nameAt)
            throw Refuse(PackProblem.WrongName, $"the name of entry {index} is empty, too long or not where it must be");
        var name = names.Slice(nameAt, length);
        nameAt += length;
        return Utf8.IsValid(name) ? name : throw Refuse(PackProblem.WrongName, $"the name of entry {index} is no UTF-8");
    }

    private static PackEntry EntryOf(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> name, ReadOnlySpan<byte> pack, ref long contentAt)
    {
        var text = Encoding.UTF8.GetString(name);
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(entry[FlagsAt..]);
        if (flags > HasDigest || (flags == 0 && entry[DigestAt..].ContainsAnyExcept((byte)0)))
            throw Refuse(PackProblem.WrongFlags, $"'{text}' has flags that are not known, or a digest without its flag");
        RequireZeros(entry[EntryReservedAt..DigestAt]);
        var length = BinaryPrimitives.ReadInt32LittleEndian(entry[LengthAt..]);
        var offset = BinaryPrimitives.ReadInt64LittleEndian(entry);
        if (offset != contentAt || length < 0 || Align(offset + length) > pack.Length)
            throw Refuse(PackProblem.WrongPlace, $"the content of '{text}' is not where it must be");
        contentAt = Align(offset + length);
        RequireZeros(pack[(int)(offset + length)..(int)contentAt]);
        return new PackEntry(text, (int)offset, length, BinaryPrimitives.ReadUInt32LittleEndian(entry[ContentChecksumAt..]))
        {
            HasDigest = flags == HasDigest,
        };
    }

    private static void RequireZeros(ReadOnlySpan<byte> bytes)
    {
        if (bytes.ContainsAnyExcept((byte)0))
            throw Refuse(PackProblem.NotZero, "bytes that must be zero are not");
    }

    private static PackException Refuse(PackProblem problem, string why) => new(problem, $"The pack is refused ({problem}): {why}.");

    private sealed record Head(int Entries, int NamesStart, int NameBytes);
}
