using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Models.TestServer;

/// <summary>A real HTTP server on a free port of this machine that answers every request with the script a test gives it.</summary>
public sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ModelRequest> requests = new();
    private readonly SemaphoreSlim arrived = new(0);

    private ModelServer(WebApplication app, Func<HttpContext, ModelRequest, Task> script)
    {
        this.app = app;
        app.Run(context => ServeAsync(context, script));
    }

    public IReadOnlyList<ModelRequest> Requests => [.. requests];

    public string Address => app.Urls.Single();

    public static Task<ModelServer> StartAsync(Func<HttpContext, Task> script) => StartAsync((context, _) => script(context));

    /// <summary>Starts a server that answers by script, whole or streamed, in the protocol of each request.</summary>
    public static Task<ModelServer> StartAsync(Func<ModelRequest, ModelReply> script) =>
        StartAsync((context, request) => script(request).ServeAsync(context, request));

    /// <summary>Starts a server that gives these replies in order, and the last one for ever.</summary>
    public static Task<ModelServer> StartAsync(params ModelReply[] replies) => StartAsync(ModelScript.InOrder(replies));

    public static async Task<ModelServer> StartAsync(Func<HttpContext, ModelRequest, Task> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ModelServer(builder.Build(), script);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>Ends when one more request has come in whole.</summary>
    public Task ArrivalAsync() => arrived.WaitAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ServeAsync(HttpContext context, Func<HttpContext, ModelRequest, Task> script)
    {
        using var body = context.Request.ContentLength is null or > 0 && context.Request.Method != "GET"
            ? await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)
            : JsonDocument.Parse("{}");
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new ModelRequest(context.Request.Path, headers, body.RootElement.Clone());
        requests.Enqueue(request);
        arrived.Release();
        await script(context, request);
    }
}
