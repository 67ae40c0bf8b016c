using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Runtime.Host.Http;

/// <summary>
/// A JSON body while it comes in, in pieces of the array pool: one that never ends leaves no garbage. All requests share so much memory, so that many large
/// bodies at once do not fill it; the first megabyte of each is free, so that ordinary requests are never refused.
/// </summary>
internal sealed class BodyBuffer(long sharedBytesMax = BodyBuffer.SharedBytesMax) : IDisposable
{
    private const int FirstBytes = 16 * 1024;       // most bodies fit, and are read without a copy
    private const int PieceBytes = 64 * 1024;       // below the large object heap
    private const long FreeBytes = 1 << 20;
    private const long StepBytes = 1 << 20;
    private const long SharedBytesMax = 64 << 20;   // two of the largest bodies

    private static long sharedByAll;

    private readonly List<byte[]> full = [];
    private byte[] last = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int lastCount;
    private long shared;

    public long Length { get; private set; }

    /// <summary>Where the next bytes go; never empty.</summary>
    /// <exception cref="BadInputException">503: the others hold too much at present.</exception>
    public Memory<byte> Free()
    {
        if (lastCount < last.Length)
            return last.AsMemory(lastCount);
        Share();
        full.Add(last);
        last = ArrayPool<byte>.Shared.Rent(PieceBytes);
        lastCount = 0;
        return last;
    }

    public void Advance(int count)
    {
        lastCount += count;
        Length += count;
    }

    /// <summary>All of it; valid until the buffer is disposed.</summary>
    public ReadOnlyMemory<byte> Whole()
    {
        if (full.Count == 0)
            return last.AsMemory(0, lastCount);
        var whole = new byte[Length];
        var end = 0;
        foreach (var piece in full)
        {
            piece.CopyTo(whole, end);
            end += piece.Length;
        }
        last.AsSpan(0, lastCount).CopyTo(whole.AsSpan(end));
        return whole;
    }

    public void Dispose()
    {
        Interlocked.Add(ref sharedByAll, -shared);
        foreach (var piece in full)
            ArrayPool<byte>.Shared.Return(piece);
        ArrayPool<byte>.Shared.Return(last);
        full.Clear();
    }

    private void Share()
    {
        while (Length - FreeBytes > shared)
        {
            if (Interlocked.Add(ref sharedByAll, StepBytes) > sharedBytesMax)
            {
                Interlocked.Add(ref sharedByAll, -StepBytes);
                throw new BadInputException(
                    "The host reads as many large bodies as it may. Try again a little later, or put the data into a file or blob and name it here.",
                    StatusCodes.Status503ServiceUnavailable);
            }
            shared += StepBytes;
        }
    }
}
