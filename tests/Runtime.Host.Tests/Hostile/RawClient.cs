using System.Net.Sockets;
using System.Text;

namespace Runtime.Host.Tests.Hostile;

/// <summary>Sends bytes that no well-behaved client would send, and reads what comes back.</summary>
internal sealed class RawClient : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient socket;

    private RawClient(TcpClient socket)
    {
        this.socket = socket;
        Stream = socket.GetStream();
    }

    public NetworkStream Stream { get; }

    public static async Task<RawClient> ConnectAsync(Uri address)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        return new RawClient(socket);
    }

    /// <summary>Sends one request and reads until the server closes the connection; a server that closes early is no error.</summary>
    /// <param name="address">The server.</param>
    /// <param name="request">What is sent.</param>
    /// <param name="hangUp">Say that no more comes: the end of a request that is not whole.</param>
    public static async Task<RawAnswer> AskAsync(Uri address, byte[] request, bool hangUp = false)
    {
        using var client = await ConnectAsync(address);
        try
        {
            await client.Stream.WriteAsync(request);
            if (hangUp)
                client.socket.Client.Shutdown(SocketShutdown.Send);
        }
        catch (IOException)
        {
            // Refused before everything was sent; the answer is there all the same.
        }
        catch (SocketException)
        {
            // The same, noticed at the shutdown.
        }
        return RawAnswer.Read(await client.ReadToEndAsync());
    }

    /// <summary>All that comes until the end of the connection.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await Stream.ReadAsync(buffer, limit.Token)) > 0)
                await all.WriteAsync(buffer.AsMemory(0, count), limit.Token);
        }
        catch (IOException)
        {
            // A reset also ends it.
        }
        return all.ToArray();
    }

    public Task WriteAsync(string text) => Stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask();

    public void Dispose() => socket.Dispose();
}
