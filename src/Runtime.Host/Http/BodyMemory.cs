using Microsoft.AspNetCore.Http;

namespace Runtime.Host.Http;

/// <summary>
/// What one request holds of the memory for JSON bodies that are being read. All requests share it, so that many large bodies at once, sent slowly,
/// do not fill the memory; the first megabyte of each is free, so that ordinary requests are never refused.
/// </summary>
internal sealed class BodyMemory : IDisposable
{
    private const long FreeBytes = 1 << 20;
    private const long StepBytes = 1 << 20;
    private const long BytesMax = 64 << 20;         // two of the largest bodies

    private static long heldByAll;

    private long held;

    /// <summary>The body has grown to that length.</summary>
    /// <exception cref="BadInputException">503: the others hold too much at present.</exception>
    public void Hold(long bytes)
    {
        while (bytes - FreeBytes > held)
        {
            if (Interlocked.Add(ref heldByAll, StepBytes) > BytesMax)
            {
                Interlocked.Add(ref heldByAll, -StepBytes);
                throw new BadInputException(
                    "The host reads as many large bodies as it may. Try again a little later, or put the data into a file or blob and name it here.",
                    StatusCodes.Status503ServiceUnavailable);
            }
            held += StepBytes;
        }
    }

    public void Dispose() => Interlocked.Add(ref heldByAll, -held);
}
