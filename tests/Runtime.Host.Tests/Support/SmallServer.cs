using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Runtime.Host.Tests.Support;

/// <summary>A real server whose answers the test decides; it keeps what it was asked.</summary>
public sealed class SmallServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<Asked> requests = new();
    private readonly WebApplication app;

    private SmallServer(WebApplication app) => this.app = app;

    public Asked[] Requests => [.. requests];

    public Uri Address => new(app.Urls.Single());

    /// <summary>Starts it.</summary>
    /// <param name="answer">Answers a request; the number counts from 1.</param>
    public static async Task<SmallServer> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var server = new SmallServer(app);
        var count = 0;
        app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            server.requests.Enqueue(new Asked(http.Request.Method, http.Request.Path, await reader.ReadToEndAsync(), headers));
            await answer(http, Interlocked.Increment(ref count));
        });
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    public sealed record Asked(string Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers);
}
