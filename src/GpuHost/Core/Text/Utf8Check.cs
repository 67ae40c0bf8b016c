using System.Text.Unicode;

namespace GpuHost.Core.Text;

/// <summary>Checks UTF-8 that comes in blocks; a sequence may be cut anywhere.</summary>
internal struct Utf8Check
{
    private uint carried;       // the first bytes of a sequence that the last block did not finish, oldest in the lowest byte
    private int carriedBytes;

    public bool IsInvalid { get; private set; }

    public void Feed(ReadOnlySpan<byte> block)
    {
        if (IsInvalid)
            return;
        while (carriedBytes > 0 && block.Length > 0)
        {
            carried |= (uint)block[0] << (8 * carriedBytes++);
            block = block[1..];
            if (carriedBytes < SequenceBytes((byte)carried))
                continue;
            Span<byte> whole = [(byte)carried, (byte)(carried >> 8), (byte)(carried >> 16), (byte)(carried >> 24)];
            IsInvalid |= !Utf8.IsValid(whole[..carriedBytes]);
            (carried, carriedBytes) = (0, 0);
        }

        var complete = CompleteBytes(block);
        IsInvalid |= !Utf8.IsValid(block[..complete]);
        foreach (var value in block[complete..])
            carried |= (uint)value << (8 * carriedBytes++);
    }

    /// <summary>Whether everything fed was valid and nothing is left unfinished.</summary>
    public readonly bool IsValidAtEnd => !IsInvalid && carriedBytes == 0;

    private static int CompleteBytes(ReadOnlySpan<byte> block)
    {
        for (var back = 1; back <= Math.Min(3, block.Length); back++)
        {
            var value = block[^back];
            if (value < 0x80)
                break;
            if (value >= 0xC0)
                return SequenceBytes(value) > back ? block.Length - back : block.Length;
        }

        return block.Length;
    }

    private static int SequenceBytes(byte lead) => lead switch
    {
        >= 0xF0 => 4,
        >= 0xE0 => 3,
        >= 0xC0 => 2,
        _ => 1,
    };
}
