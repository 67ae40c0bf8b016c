using System.Buffers;
using GpuHost.Publishing;

namespace GpuHost.Batching;

/// <summary>Brings bytes from storage.</summary>
internal static class Download
{
    private const int BlockBytes = 128 * 1024;

    /// <summary>Reads a stream to its end into a spool.</summary>
    public static async Task<Spool> SpoolAsync(Stream content, string folder, CancellationToken cancellationToken)
    {
        var spool = new Spool(folder);
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (var count = await content.ReadAsync(block, cancellationToken); count > 0; count = await content.ReadAsync(block, cancellationToken))
                spool.Write(block.AsSpan(0, count));
            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Bytes that a part of a blob has.</summary>
    public static long LengthOf(StoredBlob blob, long offset, long? length) => Math.Min(length ?? long.MaxValue, blob.Length - offset);

    /// <summary>Fills memory from a stream.</summary>
    /// <exception cref="IOException">The stream ends before.</exception>
    public static async Task FillAsync(Stream content, Memory<byte> target, CancellationToken cancellationToken)
    {
        var count = await content.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, cancellationToken);
        if (count < target.Length)
            throw new IOException($"The connection to storage ended after {count:N0} of {target.Length:N0} bytes.");
    }
}
