using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Azure.Tests.Workers;

/// <summary>The host's end of the channel that a worker opens: one gRPC call that streams messages both ways, over HTTP/2 on a port of its own.</summary>
internal sealed class HostChannel : IAsyncDisposable
{
    private const int HeaderBytes = 5;      // 1 compressed or not, 4 length; then the message

    private readonly Channel<byte[]> received = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<byte[]> toSend = Channel.CreateUnbounded<byte[]>();
    private readonly CancellationTokenSource closed = new();
    private readonly WebApplication server;

    private HostChannel(WebApplication server) => this.server = server;

    public Uri Address => new(server.Urls.Single());

    public static async Task<HostChannel> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var server = builder.Build();
        var channel = new HostChannel(server);
        server.MapPost("/{service}/EventStream", channel.ServeAsync);
        await server.StartAsync();
        return channel;
    }

    public void Send(byte[] message) => toSend.Writer.TryWrite(message);

    public async Task<byte[]> ReceiveAsync(CancellationToken cancellationToken) => await received.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        await server.DisposeAsync();
        closed.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.StartAsync(closed.Token);
        var sending = SendAllAsync(context);
        try
        {
            await ReceiveAllAsync(context);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The worker or the test has ended.
        }

        toSend.Writer.TryComplete();
        await sending;
    }

    private async Task ReceiveAllAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(closed.Token);
            var buffer = read.Buffer;
            while (TryTake(ref buffer, out var message))
                received.Writer.TryWrite(message);
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out byte[] message)
    {
        message = [];
        if (buffer.Length < HeaderBytes)
            return false;
        var length = BinaryPrimitives.ReadInt32BigEndian(buffer.Slice(1, 4).ToArray());
        if (buffer.Length < HeaderBytes + length)
            return false;
        message = buffer.Slice(HeaderBytes, length).ToArray();
        buffer = buffer.Slice(HeaderBytes + length);
        return true;
    }

    private async Task SendAllAsync(HttpContext context)
    {
        try
        {
            await foreach (var message in toSend.Reader.ReadAllAsync(closed.Token))
            {
                var frame = new byte[HeaderBytes + message.Length];
                BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
                message.CopyTo(frame, HeaderBytes);
                await context.Response.Body.WriteAsync(frame, closed.Token);
                await context.Response.Body.FlushAsync(closed.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }
}
