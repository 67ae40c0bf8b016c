using System.Globalization;
using System.Text;

namespace Workflows.Storage.Embedded;

/// <summary>
/// Between the name of a blob and the path of its file below the container's folder. Plain names stay as they are. What a file system
/// cannot hold is written as <c>%XX</c>; <c>%~</c> is nothing (it stands for an empty part, and tells apart two names that would be the
/// same file); <c>%-</c> at the end of a part says that
/// the next one belongs to it, which keeps long parts below the limit of file systems. Every path reads back to one name.
/// </summary>
internal static class BlobFileName
{
    private const int PartBytesMax = 200;       // file systems take 255 bytes; some leave room for marks of their own
    private const string Nothing = "%~";
    private const string Continued = "%-";
    private const string Escaped = "%\"*:<>?|\\";       // what Windows refuses, and our own mark

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "COM", "LPT"];

    /// <summary>The path of a blob's file, with slashes.</summary>
    /// <param name="name">The blob's name, which has been checked.</param>
    /// <param name="alternative">0: the plain path; above, one more path that reads back to the same name.</param>
    public static string ToPath(string name, int alternative = 0)
    {
        var path = new StringBuilder(name.Length + 16);
        foreach (var part in name.Split('/'))
        {
            if (path.Length > 0)
                path.Append('/');
            AppendPart(path, part);
            for (var i = 0; i < alternative; i++)
                path.Append(Nothing);
        }

        return path.ToString();
    }

    /// <summary>The name that a path stands for. It need not be one that a blob may have.</summary>
    public static string ToName(string path)
    {
        var name = new StringBuilder(path.Length);
        var parts = path.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            var continued = part.EndsWith(Continued, StringComparison.Ordinal) && i < parts.Length - 1;
            AppendDecoded(name, continued ? part.AsSpan(0, part.Length - Continued.Length) : part);
            if (!continued && i < parts.Length - 1)
                name.Append('/');
        }

        return name.ToString();
    }

    private static void AppendPart(StringBuilder path, string part)
    {
        if (part.Length == 0)
        {
            path.Append(Nothing);
            return;
        }

        var bytes = 0;
        var device = IsDevice(part);
        var index = 0;
        foreach (var rune in part.EnumerateRunes())
        {
            var last = index + rune.Utf16SequenceLength == part.Length;
            var escape = MustEscape(rune) || (index == 0 && device) || (last && rune.Value is ('.' or ' '));
            var size = escape ? 3 : rune.Utf8SequenceLength;
            if (bytes + size > PartBytesMax)
            {
                path.Append(Continued).Append('/');
                bytes = 0;
            }

            if (escape)
                path.Append(CultureInfo.InvariantCulture, $"%{rune.Value:X2}");
            else
                path.Append(rune);
            bytes += size;
            index += rune.Utf16SequenceLength;
        }
    }

    private static bool MustEscape(Rune rune) => rune.Value is < 0x20 or 0x7F || (rune.IsAscii && Escaped.Contains((char)rune.Value));

    /// <summary>Whether Windows takes the part for a device: <c>CON</c>, <c>nul.txt</c>, <c>COM1</c>.</summary>
    private static bool IsDevice(string part)
    {
        var stem = part.AsSpan(0, part.IndexOf('.') is var dot and >= 0 ? dot : part.Length).TrimEnd(' ');
        if (stem.Length is < 3 or > 4)
            return false;
        foreach (var device in Devices)
        {
            if (stem[..3].Equals(device, StringComparison.OrdinalIgnoreCase))
                return stem.Length == 3 ? device is not ("COM" or "LPT") : device is "COM" or "LPT";
        }

        return false;
    }

    private static void AppendDecoded(StringBuilder name, ReadOnlySpan<char> part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            var rest = part[i..];
            if (rest.StartsWith(Nothing, StringComparison.Ordinal))
                i += Nothing.Length - 1;
            else if (TryUnescape(rest, out var value))
            {
                name.Append(value);
                i += 2;
            }
            else
                name.Append(rest[0]);
        }
    }

    /// <summary>Reads <c>%XX</c>, of ASCII only: whatever else has the look of it is what somebody named a file.</summary>
    private static bool TryUnescape(ReadOnlySpan<char> text, out char letter)
    {
        letter = '\0';
        if (text.Length < 3 || text[0] != '%')
            return false;
        var isHex = byte.TryParse(text[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        letter = (char)value;
        return isHex && value < 0x80;
    }
}
