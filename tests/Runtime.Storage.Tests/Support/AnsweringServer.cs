using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Runtime.Storage.Tests.Support;

/// <summary>A server on this machine that answers as Azure Storage does where Azurite does not: a code of its own for each request.</summary>
internal sealed class AnsweringServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private int requests;

    private AnsweringServer(WebApplication app) => this.app = app;

    /// <summary>The account, as a connection string.</summary>
    public string Connection
    {
        get
        {
            var address = app.Urls.Single();
            var key = Convert.ToBase64String(new byte[32]);
            return $"DefaultEndpointsProtocol=http;AccountName=a;AccountKey={key};BlobEndpoint={address}/a;QueueEndpoint={address}/a";
        }
    }

    public int Requests => Volatile.Read(ref requests);

    /// <summary>Starts one.</summary>
    /// <param name="answer">From the number of a request, the first is 1, its status and the code of the error; no code for none.</param>
    public static async Task<AnsweringServer> StartAsync(Func<int, (int Status, string? Code)> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new AnsweringServer(builder.Build());
        server.app.Run(async context =>
        {
            var (status, code) = answer(Interlocked.Increment(ref server.requests));
            context.Response.StatusCode = status;
            if (code is null)
                return;
            context.Response.Headers["x-ms-error-code"] = code;
            context.Response.ContentType = "application/xml";
            await context.Response.WriteAsync($"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>Wait.</Message></Error>");
        });
        await server.app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
