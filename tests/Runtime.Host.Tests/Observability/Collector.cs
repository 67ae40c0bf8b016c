using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Runtime.Host.Tests.Observability;

/// <summary>An OpenTelemetry collector that speaks OTLP over HTTP with protobuf and keeps what it was sent.</summary>
public sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, ProtoMessage Request, string Header)> requests = new();
    private readonly WebApplication app;

    private Collector(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    /// <summary>Each span with its resource's attributes.</summary>
    public IEnumerable<ProtoMessage> Spans => Of("/v1/traces").SelectMany(request => request.Messages(1, 2, 2));

    public IEnumerable<ProtoMessage> Metrics => Of("/v1/metrics").SelectMany(request => request.Messages(1, 2, 2));

    public IEnumerable<ProtoMessage> Logs => Of("/v1/logs").SelectMany(request => request.Messages(1, 2, 2));

    public IEnumerable<Dictionary<string, string>> Resources => Of("/v1/traces").SelectMany(request => request.Messages(1, 1)).Select(resource => resource.Attributes(1));

    public IEnumerable<string> Headers => requests.Select(request => request.Header);

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var collector = new Collector(app);
        app.MapPost("/v1/{signal}", collector.TakeAsync);
        await app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private IEnumerable<ProtoMessage> Of(string path) => requests.Where(request => request.Path == path).Select(request => request.Request);

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        requests.Enqueue((http.Request.Path, new ProtoMessage(body.ToArray()), http.Request.Headers["x-team"].ToString()));
        http.Response.ContentType = "application/x-protobuf";
    }
}
