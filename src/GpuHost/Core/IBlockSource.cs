namespace GpuHost.Core;

/// <summary>Bytes that come one block after another.</summary>
internal interface IBlockSource
{
    /// <summary>Reads until the target is full or there is no more.</summary>
    /// <returns>Bytes read; zero at the end.</returns>
    int Fill(Span<byte> target);
}
