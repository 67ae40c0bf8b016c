namespace GpuHost.Core.Types;

/// <summary>Bytes at a fixed place of a file that name its type; a '?' in the pattern stands for any byte.</summary>
internal sealed class Magic
{
    private readonly int offset;
    private readonly byte[] bytes;
    private readonly bool[] isAny;

    /// <param name="type">The media type.</param>
    /// <param name="offset">Where the pattern stands.</param>
    /// <param name="pattern">Latin-1 characters, each one byte.</param>
    public Magic(string type, int offset, string pattern)
    {
        Type = type;
        this.offset = offset;
        bytes = Array.ConvertAll(pattern.ToCharArray(), symbol => (byte)symbol);
        isAny = Array.ConvertAll(bytes, value => value == (byte)'?');
    }

    public string Type { get; }

    public bool IsAt(ReadOnlySpan<byte> head)
    {
        if (head.Length < offset + bytes.Length)
            return false;
        for (var index = 0; index < bytes.Length; index++)
        {
            if (!isAny[index] && head[offset + index] != bytes[index])
                return false;
        }

        return true;
    }
}
