using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Hostile;

/// <summary>Clients that ask for too much, or never end: they are refused, and the others go on.</summary>
public sealed class HostileClientTests : IAsyncLifetime, IDisposable
{
    private const long BodyBytesMax = 8 * 1024 * 1024;

    private readonly TempFolder folder = new();
    private RunningHost host = null!;

    public async Task InitializeAsync()
    {
        folder.Write("host.json", $$"""{ "version": "2.0", "extensions": { "http": { "maxRequestBodyBytes": {{BodyBytesMax}} } } }""");
        host = await RunningHost.StartDurableAsync(folder, _ => { }, typeof(Functions));
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Post_SaysItHasAGigabyte_Is413BeforeAnythingIsRead()
    {
        using var client = await RawClient.ConnectAsync(host.Client.BaseAddress!);

        await client.WriteAsync($"POST /api/Count HTTP/1.1\r\nHost: {Authority}\r\nContent-Length: 1073741824\r\n\r\nfirst");
        var answer = RawAnswer.Read(await client.ReadToEndAsync());

        Assert.Equal(413, answer.Status);
        Assert.Contains("larger than this host accepts", answer.Text);
        await StillAnswersAsync();
    }

    [Fact]
    public async Task Post_EndlessChunks_AreCutOffAndMemoryStaysFlat()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var client = await RawClient.ConnectAsync(host.Client.BaseAddress!);
        await client.WriteAsync($"POST /api/Count HTTP/1.1\r\nHost: {Authority}\r\nTransfer-Encoding: chunked\r\n\r\n");
        var chunk = Encoding.ASCII.GetBytes("10000\r\n" + new string('x', 0x10000) + "\r\n");
        long sent = 0;
        try
        {
            for (; sent < 16 * BodyBytesMax; sent += chunk.Length)
                await client.Stream.WriteAsync(chunk);
        }
        catch (IOException)
        {
            // Cut off, as it should be.
        }

        Assert.True(sent < 16 * BodyBytesMax, "the server took everything");
        // Half of what was offered: other tests run meanwhile in this process.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8 * BodyBytesMax);
        await StillAnswersAsync();
    }

    [Fact]
    public async Task Post_BodyThatStops_Is408AndClosesTheConnection()
    {
        using var client = await RawClient.ConnectAsync(host.Client.BaseAddress!);

        await client.WriteAsync($"POST /api/Count HTTP/1.1\r\nHost: {Authority}\r\nContent-Length: 1000\r\n\r\nfirst");
        var answer = RawAnswer.Read(await client.ReadToEndAsync());

        Assert.Equal(408, answer.Status);
        Assert.Contains("too slowly", answer.Text);
        await StillAnswersAsync();
    }

    [Theory]
    [InlineData(10_000, 1, 431)]
    [InlineData(101, 1, 431)]
    [InlineData(1, 40_000, 431)]
    [InlineData(80, 20, 200)]
    public async Task Get_WithManyHeaders_IsRefusedPastTheLimit(int count, int length, int status)
    {
        var text = new StringBuilder($"GET /api/Ping HTTP/1.1\r\nHost: {Authority}\r\nConnection: close\r\n");
        for (var i = 0; i < count; i++)
            text.Append("X-").Append(i).Append(": ").Append('v', length).Append("\r\n");

        Assert.Equal(status, await StatusAsync(text.Append("\r\n").ToString()));
        await StillAnswersAsync();
    }

    [Theory]
    [InlineData("GET /api/Ping?{q} HTTP/1.1", 414)]
    [InlineData("GET /api/%2e%2e/%2e%2e/etc/passwd HTTP/1.1", 404)]
    [InlineData("GET /api/files/..%2f..%2fetc%2fpasswd HTTP/1.1", 404)]
    [InlineData("GET /api/Ping%00 HTTP/1.1", 400)]
    [InlineData("GET /api/%C0%AE%C0%AE/x HTTP/1.1", 404)]
    [InlineData("GET http://evil.example/api/Ping HTTP/1.1", 400)]
    [InlineData("GET /api/Ping HTTP/9.9", 505)]
    [InlineData("CONNECT evil.example:443 HTTP/1.1", 400)]
    [InlineData("GET  HTTP/1.1", 400)]
    public async Task Get_TrickyAddress_IsRefused(string line, int status)
    {
        line = line.Replace("{q}", new string('q', 100_000), StringComparison.Ordinal);

        Assert.Equal(status, await StatusAsync($"{line}\r\nHost: {Authority}\r\nConnection: close\r\n\r\n"));
        await StillAnswersAsync();
    }

    [Theory]
    [InlineData("/runtime/webhooks/durabletask/orchestrators/Ends")]
    [InlineData("/api/v1/runs/x/terminate")]
    public async Task Post_DeepJson_Is400(string path)
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100_000));

        var status = (await host.Client.PostAsync(path, RunningHost.Json(deep))).StatusCode;
        Assert.Contains(status, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.NotFound]);
        await StillAnswersAsync();
    }

    private string Authority => host.Client.BaseAddress!.Authority;

    private async Task<int> StatusAsync(string request) =>
        (await RawClient.AskAsync(host.Client.BaseAddress!, Encoding.Latin1.GetBytes(request))).Status;

    private async Task StillAnswersAsync() => Assert.Equal("pong", await host.Client.GetStringAsync("/api/Ping"));

    public static class Functions
    {
        [Function("Ping")]
        public static string Ping([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => "pong";

        [Function("Count")]
        public static async Task<string> CountAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
        {
            var buffer = new byte[64 * 1024];
            long total = 0;
            int count;
            while ((count = await request.Body.ReadAsync(buffer)) > 0)
                total += count;
            return $"{total}";
        }
    }
}
