namespace GpuHost.Core.Types;

/// <summary>Types that the first bytes of a file prove. Patterns of two bytes are left to the checks that look further.</summary>
internal static class MagicTable
{
    /// <summary>Bytes of a file's start that a decision may need: the names inside a zip are searched in this much.</summary>
    public const int HeadBytes = 64 * 1024;

    private static readonly Magic[] Table =
    [
        new("image/png", 0, "\x89PNG\r\n\x1a\n"),
        new("image/jpeg", 0, "\xff\xd8\xff"),
        new("image/gif", 0, "GIF87a"),
        new("image/gif", 0, "GIF89a"),
        new("image/webp", 0, "RIFF????WEBP"),
        new("image/tiff", 0, "II*\0"),
        new("image/tiff", 0, "MM\0*"),
        new("image/avif", 4, "ftypavif"),
        new("image/heic", 4, "ftyphei"),
        new("image/jp2", 0, "\0\0\0\x0cjP  \r\n\x87\n"),
        new("image/jxl", 0, "\0\0\0\x0cJXL \r\n\x87\n"),
        new("image/vnd.adobe.photoshop", 0, "8BPS"),
        new("audio/wav", 0, "RIFF????WAVE"),
        new("video/x-msvideo", 0, "RIFF????AVI "),
        new("audio/flac", 0, "fLaC"),
        new("audio/ogg", 0, "OggS"),
        new("audio/mpeg", 0, "ID3"),
        new("audio/midi", 0, "MThd\0\0\0\x06"),
        new("audio/mp4", 4, "ftypM4A"),
        new("video/quicktime", 4, "ftypqt  "),
        new("video/mp4", 4, "ftyp"),
        new("video/x-matroska", 0, "\x1a\x45\xdf\xa3"),
        new("video/mpeg", 0, "\0\0\x01\xba"),
        new("video/x-flv", 0, "FLV\x01"),
        new("application/pdf", 0, "%PDF-"),
        new("application/zip", 0, "PK\x03\x04"),
        new("application/zip", 0, "PK\x05\x06"),
        new("application/zip", 0, "PK\x07\x08"),
        new("application/gzip", 0, "\x1f\x8b\x08"),
        new("application/x-xz", 0, "\u00fd7zXZ\0"),
        new("application/x-7z-compressed", 0, "7z\xbc\xaf\x27\x1c"),
        new("application/zstd", 0, "\x28\xb5\x2f\xfd"),
        new("application/x-lz4", 0, "\x04\x22\x4d\x18"),
        new("application/vnd.rar", 0, "Rar!\x1a\x07"),
        new("application/x-cab", 0, "MSCF\0\0\0\0"),
        new("application/x-rpm", 0, "\xed\xab\xee\xdb"),
        new("application/vnd.debian.binary-package", 0, "!<arch>\ndebian-binary"),
        new("application/x-archive", 0, "!<arch>\n"),
        new("application/x-tar", 257, "ustar"),
        new("application/x-elf", 0, "\x7f" + "ELF"),
        new("application/x-mach-binary", 0, "\xfe\xed\xfa\xce"),
        new("application/x-mach-binary", 0, "\xfe\xed\xfa\xcf"),
        new("application/x-mach-binary", 0, "\xce\xfa\xed\xfe"),
        new("application/x-mach-binary", 0, "\xcf\xfa\xed\xfe"),
        new("application/wasm", 0, "\0asm"),
        new("application/vnd.android.dex", 0, "dex\n03"),
        new("font/woff", 0, "wOFF"),
        new("font/woff2", 0, "wOF2"),
        new("font/ttf", 0, "\0\x01\0\0\0"),
        new("font/otf", 0, "OTTO\0"),
        new("font/collection", 0, "ttcf\0"),
        new("application/vnd.sqlite3", 0, "SQLite format 3\0"),
        new("application/x-ole-storage", 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        new("image/x-icon", 0, "\0\0\x01\0"),
        new("application/x-git-pack", 0, "PACK\0\0\0"),
        new("application/x-git-index", 0, "DIRC\0\0\0"),
        new("application/vnd.apache.parquet", 0, "PAR1"),
        new("application/vnd.apache.arrow.file", 0, "ARROW1\0\0"),
        new("application/x-hdf5", 0, "\x89HDF\r\n\x1a\n"),
        new("application/x-numpy", 0, "\x93NUMPY"),
        new("application/x-msdownload-pdb", 0, "BSJB\x01\0\x01\0"),
        new("application/x-msdownload-pdb", 0, "Microsoft C/C++ MSF 7.00\r\n"),
        new("application/x-iso9660-image", 32769, "CD001"),
        new("application/x-apple-diskimage", 0, "koly\0\0\0\x04"),
        new("application/x-bplist", 0, "bplist0"),
        new("application/x-pcap", 0, "\xd4\xc3\xb2\xa1"),
    ];

    /// <summary>The media type, or null when no pattern fits.</summary>
    public static string? Find(ReadOnlySpan<byte> head)
    {
        foreach (var magic in Table)
        {
            if (magic.IsAt(head))
                return magic.Type == "application/zip" ? ZipKind.Find(head) : magic.Type;
        }

        return FindShort(head);
    }

    /// <summary>Patterns so short that another field has to agree.</summary>
    private static string? FindShort(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 64 && head.StartsWith("MZ"u8))
            return FindPortableExecutable(head);
        if (head.Length >= 10 && head.StartsWith("BZh"u8) && head[3] is >= (byte)'1' and <= (byte)'9' && head[4..].StartsWith("1AY&SY"u8))
            return "application/x-bzip2";
        // A fat Mach-O file tells here how many architectures it holds, a class file its version, which is 45 or more.
        if (head.Length >= 8 && head.StartsWith((ReadOnlySpan<byte>)[0xCA, 0xFE, 0xBA, 0xBE]))
            return head[4..7].IndexOfAnyExcept((byte)0) < 0 && head[7] < 45 ? "application/x-mach-binary" : "application/java-vm";
        if (head.Length >= 4 && head[0] == 0xFF && IsMpegLayer3(head[1], head[2]))
            return "audio/mpeg";
        return head.Length >= 26 && head.StartsWith("BM"u8) && head[6..10].IndexOfAnyExcept((byte)0) < 0 ? "image/bmp" : null;
    }

    /// <summary>An MPEG frame header: eleven sync bits, layer III, no forbidden bit rate and no forbidden sampling rate.</summary>
    private static bool IsMpegLayer3(byte second, byte third) =>
        (second & 0xE6) == 0xE2 && (third & 0xF0) is not (0xF0 or 0) && (third & 0x0C) != 0x0C;

    private static string? FindPortableExecutable(ReadOnlySpan<byte> head)
    {
        var header = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(head[60..]);
        var isPortable = header > 0 && header <= head.Length - 4 && head[header..].StartsWith("PE\0\0"u8);
        return isPortable || head[..64].Contains((byte)0) ? "application/vnd.microsoft.portable-executable" : null;
    }
}
