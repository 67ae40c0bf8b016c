using System.Net;

namespace Runtime.Host.Tests.Http;

/// <summary>A body without a length, sent piece by piece: the next piece only when the one before has arrived.</summary>
public sealed class PiecewiseContent(int pieces, int pieceBytes, Func<long, Task> arrived) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var piece = new byte[pieceBytes];
        for (var sent = 1; sent <= pieces; sent++)
        {
            await stream.WriteAsync(piece);
            await stream.FlushAsync();
            await arrived((long)sent * pieceBytes);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
