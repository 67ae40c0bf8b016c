using System.Buffers;
using System.Text;

namespace GpuHost.Core.Text;

/// <summary>Decides while bytes pass by whether they are text, and in which encoding.</summary>
internal struct TextProbe
{
    // Everything below the space that text files do not hold: not tab, line feed, form feed, carriage return, nor escape (coloured logs).
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31, 127]);

    private const int ControlShareMax = 64;     // one control byte in 64 still occurs in terminal logs; compiled data has far more

    private Utf8Check utf8;
    private bool hasHighBytes;
    private long bytes;
    private long controls;

    /// <summary>Whether a NUL byte was seen: then it is binary, unless it is UTF-16.</summary>
    public bool HasNul { get; private set; }

    public void Feed(ReadOnlySpan<byte> block)
    {
        bytes += block.Length;
        if (HasNul)
            return;
        CountControls(block);
        if (!HasNul && !Ascii.IsValid(block))
            hasHighBytes = true;
        if (!HasNul && hasHighBytes)
            utf8.Feed(block);
    }

    /// <summary>The encoding of what was fed, or null when it is not text. Bytes 0x80 to 0x9F count as Windows-1252 punctuation.</summary>
    public readonly string? Encoding()
    {
        if (HasNul || controls > bytes / ControlShareMax)
            return null;
        if (!hasHighBytes)
            return "ascii";
        if (utf8.IsValidAtEnd)
            return "utf-8";
        return controls == 0 ? "latin-1" : null;
    }

    private void CountControls(ReadOnlySpan<byte> block)
    {
        for (var at = block.IndexOfAny(Controls); at >= 0; at = block.IndexOfAny(Controls))
        {
            if (block[at] == 0)
            {
                HasNul = true;
                return;
            }

            controls++;
            block = block[(at + 1)..];
        }
    }
}
