using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Runtime.Host.Http;

/// <summary>
/// A JSON answer of known length. Written to the response piece by piece it would leave in chunks: two packets and two system calls more for each answer.
/// </summary>
internal sealed class JsonAnswer : IDisposable
{
    private const int KeptBytesMax = 64 * 1024;     // a thread keeps the buffer of its last answer; one with a large output is let go

    [ThreadStatic]
    private static JsonAnswer? kept;

    private readonly ArrayBufferWriter<byte> body = new(1024);
    private readonly Utf8JsonWriter plain;
    private readonly Utf8JsonWriter readable;
    private bool isReadable;

    private JsonAnswer()
    {
        plain = new Utf8JsonWriter(body);
        readable = new Utf8JsonWriter(body, Problem.Readable);
    }

    public Utf8JsonWriter Writer => isReadable ? readable : plain;

    /// <summary>An empty answer.</summary>
    /// <param name="readable">Whether quotes and ampersands in texts stay as they are.</param>
    public static JsonAnswer Begin(bool readable = false)
    {
        var answer = kept ?? new JsonAnswer();
        kept = null;
        answer.isReadable = readable;
        return answer;
    }

    /// <summary>Sends the whole answer.</summary>
    public async Task SendAsync(HttpContext http)
    {
        await Writer.FlushAsync(http.RequestAborted);
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.WrittenCount;
        await http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted);
    }

    public void Dispose()
    {
        body.ResetWrittenCount();
        plain.Reset();
        readable.Reset();
        if (body.Capacity <= KeptBytesMax)
            kept = this;
    }
}
