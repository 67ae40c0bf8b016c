using GpuHost.Core.Containers;

namespace GpuHost.Batching;

/// <summary>A stream whose first bytes have been read already and come again.</summary>
internal sealed class HeadStream(ReadOnlyMemory<byte> head, Stream rest) : ReadStream
{
    private ReadOnlyMemory<byte> left = head;

    public override int Read(Span<byte> buffer)
    {
        if (left.IsEmpty)
            return rest.Read(buffer);
        var count = Math.Min(left.Length, buffer.Length);
        left.Span[..count].CopyTo(buffer);
        left = left[count..];
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (left.IsEmpty)
            return await rest.ReadAsync(buffer, cancellationToken);
        return Read(buffer.Span[..Math.Min(left.Length, buffer.Length)]);
    }
}
