using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Web;

/// <summary>
/// The only way of tools to the network. Every address, also one that a redirect names, must be on the list of hosts; what its name resolves to is
/// checked when the connection is made, so that a name that changes its mind in between gains nothing.
/// </summary>
internal sealed class ToolHttp : IDisposable
{
    private const int RedirectsMax = 5;
    private const long BodyBytesMax = 8L * 1024 * 1024;

    private readonly IOptions<ToolOptions> options;
    private readonly HttpClient client;

    public ToolHttp(IOptions<ToolOptions> options)
    {
        this.options = options;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,               // a proxy would resolve the name itself, and the check below would see only the proxy
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
        };
        client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Workflows-Tools", "1.0"));
    }

    public void Dispose() => client.Dispose();

    /// <summary>Sends a request and reads its body, following redirects of GET and HEAD.</summary>
    /// <param name="make">Makes the request for an address; called anew for each redirect.</param>
    /// <param name="address">The first address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<HttpToolAnswer> SendAsync(Func<Uri, HttpRequestMessage> make, Uri address, CancellationToken cancellationToken)
    {
        for (var hops = 0; ; hops++)
        {
            Check(address);
            using var request = make(address);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var follow = (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head);
            if (!follow || response.Headers.Location is not { } location)
                return await ReadAsync(response, address, cancellationToken);
            if (hops == RedirectsMax)
                throw new ToolException(ToolErrorKind.Failed, $"The address redirects more than {RedirectsMax} times.");
            address = new Uri(address, location);
        }
    }

    private void Check(Uri address)
    {
        if (!HostRules.Allows(options.Value.Http.Hosts, address))
            throw new ToolException(ToolErrorKind.Denied, $"{address.GetLeftPart(UriPartial.Authority)} is not on the list of hosts (Tools:Http:Hosts).");
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var all = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var addresses = options.Value.Http.AllowPrivate ? all : [.. all.Where(address => !AddressRules.IsPrivate(address))];
        if (addresses.Length == 0)
        {
            throw new ToolException(
                ToolErrorKind.Denied, $"{context.DnsEndPoint.Host} leads to a private network or to this machine. Tools:Http:AllowPrivate would let it.");
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<HttpToolAnswer> ReadAsync(HttpResponseMessage response, Uri address, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var copy = new MemoryStream();
        var buffer = new byte[65_536];
        for (int read; copy.Length < BodyBytesMax && (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
            await copy.WriteAsync(buffer.AsMemory(0, (int)Math.Min(read, BodyBytesMax - copy.Length)), cancellationToken);
        return new HttpToolAnswer((int)response.StatusCode, address, response.Content.Headers.ContentType, copy.ToArray())
        {
            RetryAfter = response.Headers.RetryAfter?.Delta,
            Cut = copy.Length >= BodyBytesMax,
        };
    }
}
