namespace GpuHost.Core.Containers;

/// <summary>Unpacked content on its way: every byte read is taken from the budget, and the bytes looked at first come again.</summary>
internal sealed class MeteredStream(Stream inner, UnpackBudget budget) : ReadStream, IBlockSource
{
    private readonly byte[] head = new byte[ContainerKinds.HeadBytes];
    private int headBytes;
    private int headRead;

    /// <summary>The first bytes, which stay to be read. Before anything was read.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        headBytes = inner.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        budget.TakeBytes(headBytes);
        return head.AsSpan(0, headBytes);
    }

    public override int Read(Span<byte> buffer)
    {
        if (headRead < headBytes)
        {
            var count = Math.Min(buffer.Length, headBytes - headRead);
            head.AsSpan(headRead, count).CopyTo(buffer);
            headRead += count;
            return count;
        }

        var read = inner.Read(buffer);
        budget.TakeBytes(read);
        return read;
    }

    public int Fill(Span<byte> target) => this.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
}
