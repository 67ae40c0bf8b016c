using System.Buffers.Text;
using System.Runtime.InteropServices;
using GpuHost.Core.Text;

namespace GpuHost.Core.Containers;

/// <summary>
/// Finds runs of base64 in text that decode to text or to a container. Every 40th byte is looked at first: a run long enough to hold a secret cannot
/// hide between two of them.
/// </summary>
internal static class Base64Finder
{
    private const int RunBytesMin = 40;         // 30 bytes decoded: the shortest secrets with a name before them
    private const int HighBytesShare = 4;       // of bytes above 127 in Latin-1 text; half of those in noise are
    private const int DecodedBytesMax = 4 * 1024 * 1024;

    private static readonly bool[] Members = BuildMembers();

    /// <summary>The runs with what they decode to, in order.</summary>
    public static List<(int Start, byte[] Decoded)> Find(ReadOnlySpan<byte> text)
    {
        var found = new List<(int, byte[])>();
        for (var probe = RunBytesMin - 1; probe < text.Length; probe += RunBytesMin)
        {
            if (!Members[text[probe]])
                continue;
            var floor = Math.Max(0, probe - RunBytesMin + 1);
            var start = probe;
            while (start > floor && Members[text[start - 1]])
                start--;
            var end = EndOfRun(text, probe);
            if (end - start < RunBytesMin)
                continue;
            if (IsWorthDecoding(text[start..end]))
                found.Add((start, Decode(text, start, ref end)));
            probe = Math.Max(probe, end - 1);
        }

        return found;
    }

    private static int EndOfRun(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && Members[text[at]])
            at++;
        return at;
    }

    private static bool IsWorthDecoding(ReadOnlySpan<byte> run)
    {
        // Words and hexadecimal numbers are runs too; base64 of text or of an archive has capitals, small letters and more.
        if (run.IndexOfAnyInRange((byte)'A', (byte)'Z') < 0 || run.IndexOfAnyInRange((byte)'a', (byte)'z') < 0)
            return false;
        Span<byte> probe = stackalloc byte[24];
        return Base64.DecodeFromUtf8(run[..32], probe, out _, out _) == System.Buffers.OperationStatus.Done && IsContent(probe);
    }

    /// <summary>Decodes a run, and the lines behind it when it is broken into lines of its length. Padding may be missing.</summary>
    private static byte[] Decode(ReadOnlySpan<byte> text, int start, ref int end)
    {
        var symbols = new List<byte>(text[start..end].ToArray());
        for (var width = end - start; symbols.Count < DecodedBytesMax;)
        {
            var next = end + (text[end..].StartsWith("\r\n"u8) ? 2 : 1);
            var stop = next < text.Length && text[next - 1] == (byte)'\n' ? EndOfRun(text, next) : 0;
            if (stop <= next || stop - next > width)
                break;
            symbols.AddRange(text[next..stop]);
            end = stop;
            if (stop - next < width)
                break;
        }

        if (symbols.Count % 4 == 1)
            symbols.RemoveAt(symbols.Count - 1);
        while (symbols.Count % 4 != 0)
            symbols.Add((byte)'=');
        var decoded = new byte[symbols.Count / 4 * 3];
        Base64.DecodeFromUtf8(CollectionsMarshal.AsSpan(symbols), decoded, out _, out var written);
        return decoded[..written];
    }

    private static bool IsContent(ReadOnlySpan<byte> head)
    {
        if (ContainerKinds.Find(head) != ContainerKind.None)
            return true;
        if (IsUtf16(head))
            return true;
        head = head.TrimEnd((byte)0);       // a tar begins with a name and zeros; its mark stands further on
        var high = 0;
        foreach (var value in head)
        {
            if (value is < 9 or 127 or (> 13 and < 32))
                return false;
            high += value >= 128 ? 1 : 0;
        }

        return head.Length > 0 && (high <= head.Length / HighBytesShare || IsUtf8(head));
    }

    private static bool IsUtf16(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return true;
        Span<int> zeros = [0, 0];
        for (var index = 0; index < head.Length; index++)
            zeros[index & 1] += head[index] == 0 ? 1 : 0;
        return zeros.Contains(head.Length / 2);
    }

    // The last character may be cut.
    private static bool IsUtf8(ReadOnlySpan<byte> head)
    {
        var check = default(Utf8Check);
        check.Feed(head);
        return !check.IsInvalid;
    }

    private static bool[] BuildMembers()
    {
        var members = new bool[256];
        foreach (var symbol in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8)
            members[symbol] = true;
        return members;
    }
}
