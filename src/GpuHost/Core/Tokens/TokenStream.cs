using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace GpuHost.Core.Tokens;

/// <summary>
/// Counts the tokens of text that comes in blocks, or not in UTF-8. Bytes that are no UTF-8 count as the Latin-1 characters they would be. What is
/// not settled yet waits in a buffer of fixed size. Not for two threads at once.
/// </summary>
internal sealed class TokenStream(TokenCounter counter, int blockBytes)
{
    // A Latin-1 byte becomes two bytes; what waits is at most a piece and the characters behind it.
    private readonly byte[] buffer = new byte[(2 * (blockBytes + 8)) + TokenCounter.PieceBytesMax + 64 + TokenCounter.PaddingBytes];
    private readonly byte[] head = new byte[8];
    private char[]? units;
    private int filled;
    private int headBytes;      // bytes of a character that the last block did not finish

    /// <summary>Tokens counted so far; all of them after <see cref="Finish"/>.</summary>
    public long Tokens { get; private set; }

    /// <summary>Forgets the last text.</summary>
    public void Reset() => (filled, headBytes, Tokens) = (0, 0, 0);

    /// <summary>Takes a block, at most as large as promised.</summary>
    public void Feed(ReadOnlySpan<byte> block)
    {
        while (headBytes > 0 && block.Length > 0)
        {
            // At most three bytes wait, and the fourth completes them or shows that they never will be.
            head[headBytes++] = block[0];
            block = block[1..];
            headBytes = Keep(head.AsSpan(0, headBytes), Append(head.AsSpan(0, headBytes), isEnd: false));
        }

        var used = Append(block, isEnd: false);
        if (block.Length > used)
        {
            block[used..].CopyTo(head);
            headBytes = block.Length - used;
        }

        CountSettled(isEnd: false);
    }

    /// <summary>Takes a block of UTF-16.</summary>
    public void FeedUtf16(ReadOnlySpan<byte> block, bool isBigEndian)
    {
        units ??= new char[(blockBytes / 2) + 4];
        var count = 0;
        if (headBytes > 0 && block.Length > 0)
        {
            // A half unit, or a high surrogate that waits for its low one, or both.
            block[..Math.Min(block.Length, 1)].CopyTo(head.AsSpan(headBytes));
            if (headBytes % 2 == 1)
            {
                headBytes++;
                block = block[1..];
            }

            for (var at = 0; at + 1 < headBytes; at += 2)
                units[count++] = Unit(head.AsSpan(at), isBigEndian);
            headBytes = 0;
        }

        for (; block.Length > 1; block = block[2..])
            units[count++] = Unit(block, isBigEndian);
        if (count > 0 && char.IsHighSurrogate(units[count - 1]))
        {
            count--;
            Write(head, units[count], isBigEndian);
            headBytes = 2;
        }

        if (block.Length == 1)
            head[headBytes++] = block[0];
        filled += Encoding.UTF8.GetBytes(units.AsSpan(0, count), buffer.AsSpan(filled));
        CountSettled(isEnd: false);
    }

    /// <summary>Ends the text. A half character at its end counts as what its bytes are in Latin-1; half a UTF-16 unit does not count.</summary>
    /// <param name="isUtf16">Whether the text came as UTF-16.</param>
    public void Finish(bool isUtf16)
    {
        if (isUtf16)
            filled += headBytes >= 2 ? Encoding.UTF8.GetBytes("\uFFFD", buffer.AsSpan(filled)) : 0;
        else
            Append(head.AsSpan(0, headBytes), isEnd: true);
        headBytes = 0;
        CountSettled(isEnd: true);
    }

    private static char Unit(ReadOnlySpan<byte> bytes, bool isBigEndian) =>
        (char)(isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes));

    private static void Write(Span<byte> target, char unit, bool isBigEndian)
    {
        if (isBigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(target, unit);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(target, unit);
    }

    private static int Keep(Span<byte> bytes, int used)
    {
        bytes[used..].CopyTo(bytes);
        return bytes.Length - used;
    }

    /// <summary>Appends text as valid UTF-8.</summary>
    /// <returns>Bytes used; behind them stands the beginning of a character, or nothing.</returns>
    private int Append(ReadOnlySpan<byte> block, bool isEnd)
    {
        if (Utf8.IsValid(block))
        {
            block.CopyTo(buffer.AsSpan(filled));
            filled += block.Length;
            return block.Length;
        }

        var used = 0;
        while (used < block.Length)
        {
            var status = Rune.DecodeFromUtf8(block[used..], out _, out var length);
            if (status == OperationStatus.NeedMoreData && !isEnd)
                break;
            foreach (var value in block.Slice(used, length))
            {
                if (status == OperationStatus.Done)
                {
                    buffer[filled++] = value;
                    continue;
                }

                buffer[filled++] = (byte)(0xC0 | (value >> 6));
                buffer[filled++] = (byte)(0x80 | (value & 0x3F));
            }

            used += length;
        }

        return used;
    }

    private void CountSettled(bool isEnd)
    {
        Tokens += counter.Count(buffer, 0, filled, isEnd, out var taken);
        buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
        filled -= taken;
    }
}
