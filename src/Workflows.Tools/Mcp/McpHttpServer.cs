using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Workflows.Tools.Mcp;

/// <summary>
/// Serves tools of ours to MCP clients over streamable HTTP, at <c>/mcp</c> of this machine's own address. It keeps no sessions: what lasts are the runs, so
/// a client goes on after our restart with the ids it has.
/// </summary>
public sealed class McpHttpServer : IAsyncDisposable
{
    private const int BodyBytesMax = 4 * 1024 * 1024;       // arguments of a tool; documents go by path

    private readonly WebApplication app;

    private McpHttpServer(WebApplication app) => this.app = app;

    /// <summary>Where it is.</summary>
    public Uri Address => new(new Uri(app.Urls.Single()), "/mcp");

    /// <summary>Starts serving.</summary>
    /// <param name="tools">What is offered.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="key">What clients must send as their bearer token; null when nobody is asked, which is for machines of one user.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<McpHttpServer> StartAsync(IReadOnlyList<ITool> tools, int port, string? key, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
        });
        builder.Services.AddMcpServer(options => McpToolServer.Configure(options, tools)).WithHttpTransport(http => http.Stateless = true);
        var app = builder.Build();
        app.Use((context, next) => Refusal(context.Request, key) is { } status ? RefuseAsync(context.Response, status) : next(context));
        app.MapMcp("/mcp");
        try
        {
            await app.StartAsync(cancellationToken);
            return new McpHttpServer(app);
        }
        catch (SocketException error)
        {
            await app.DisposeAsync();
            throw new IOException($"Port {port} cannot be used: {error.Message}", error);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    /// <summary>A page of a stranger in the user's browser can reach this port, under a name of its own (DNS rebinding) or with its origin.</summary>
    private static int? Refusal(HttpRequest request, string? key)
    {
        if (!IsHere(request.Host.Host))
            return StatusCodes.Status421MisdirectedRequest;
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsHere(page.Host)))
            return StatusCodes.Status403Forbidden;
        return key is null || Fits(request.Headers.Authorization.ToString(), key) ? null : StatusCodes.Status401Unauthorized;
    }

    private static bool IsHere(string host) => host is "localhost" or "127.0.0.1" or "::1" or "[::1]";

    private static bool Fits(string header, string key) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header)), SHA256.HashData(Encoding.UTF8.GetBytes("Bearer " + key)));

    private static Task RefuseAsync(HttpResponse response, int status)
    {
        response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }
}
