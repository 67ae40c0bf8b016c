namespace GpuHost.Core;

/// <summary>The blocks of a stream.</summary>
internal sealed class StreamBlocks(Stream stream) : IBlockSource
{
    public int Fill(Span<byte> target) => stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
}
