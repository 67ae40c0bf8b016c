using Microsoft.AspNetCore.Http;

namespace Runtime.Host.Http;

/// <summary>
/// The body of an answer. It is held in memory, so that status and headers may still change, until the function flushes it: from then on the answer is
/// under way, and what is written goes out at once. Only <see cref="FlushAsync"/> begins it, and only when there is something: writers that are
/// closed flush as well.
/// </summary>
internal sealed class ResponseBody(HttpResponse response, Action<HttpResponse> sendHead) : MemoryStream
{
    private bool isOver;

    /// <summary>Status and headers have left; they cannot change any more.</summary>
    public bool IsUnderWay { get; private set; }

    public override bool CanSeek => !IsUnderWay && base.CanSeek;

    public override bool CanRead => !IsUnderWay && base.CanRead;

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (!IsUnderWay && Length == 0)
            return;
        if (!IsUnderWay)
            await BeginAsync(cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    public override void Flush()
    {
        if (IsUnderWay)
            response.Body.Flush();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (IsUnderWay)
            response.Body.Write(buffer);
        else
            Hold(buffer);
    }

    public override void WriteByte(byte value) => Write([value]);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsUnderWay)
            return response.Body.WriteAsync(buffer, cancellationToken);
        Hold(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>The answer is out: what is held may go.</summary>
    public void End()
    {
        isOver = true;
        Dispose();
    }

    // A writer over it that is closed must not take the answer with it.
    protected override void Dispose(bool disposing)
    {
        if (isOver)
            base.Dispose(disposing);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        sendHead(response);
        IsUnderWay = true;
        await response.Body.WriteAsync(GetBuffer().AsMemory(0, (int)Length), cancellationToken);
        SetLength(0);
        Capacity = 0;
    }

    // The base class sends a span of a derived stream back to Write(byte[], int, int).
    private void Hold(ReadOnlySpan<byte> bytes)
    {
        var end = checked((int)Position + bytes.Length);
        if (end > Length)
            SetLength(end);
        bytes.CopyTo(GetBuffer().AsSpan((int)Position));
        Position = end;
    }
}
