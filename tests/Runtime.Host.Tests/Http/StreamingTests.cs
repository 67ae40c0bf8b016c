using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Tests.Hostile;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Http;

/// <summary>Bodies that come and go piece by piece. Each side waits for the other, so nothing here can pass when the host holds pieces back.</summary>
public sealed class StreamingTests : IAsyncLifetime, IDisposable
{
    private readonly StreamingFunctions.Steps steps = new();
    private readonly CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
    private RunningHost host = null!;

    public async Task InitializeAsync() =>
        host = await RunningHost.StartAsync([typeof(StreamingFunctions)], builder => builder.Services.AddSingleton(steps));

    public async Task DisposeAsync() => await host.DisposeAsync();

    public void Dispose()
    {
        limit.Dispose();
        steps.Dispose();
    }

    [Theory]
    [InlineData("ReadHttp")]
    [InlineData("ReadData")]
    [InlineData("ReadStream")]
    public async Task Post_InPieces_EachReachesTheFunctionBeforeTheNextIsSent(string function)
    {
        using var content = new PiecewiseContent(pieces: 20, pieceBytes: 50_000, total => steps.HasReadAsync(total, limit.Token));

        using var response = await host.Client.PostAsync($"/api/{function}", content, limit.Token);

        Assert.Equal("1000000", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("WriteHttp", HttpStatusCode.OK)]
    [InlineData("WriteData", HttpStatusCode.Accepted)]
    public async Task Get_InPieces_EachReachesTheCallerBeforeTheNextIsWritten(string function, HttpStatusCode status)
    {
        using var response = await host.Client.GetAsync($"/api/{function}", HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.Equal((status, "text/plain"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));

        for (var piece = 1; piece <= 3; piece++)
        {
            Assert.Equal($"piece {piece}", await reader.ReadLineAsync(limit.Token));
            steps.LetGoOn();
        }
        Assert.Null(await reader.ReadLineAsync(limit.Token));
        if (function != "WriteData")
            return;
        Assert.StartsWith("seen=yes", Assert.Single(response.Headers.GetValues("Set-Cookie")));
        Assert.True(response.Headers.Contains("X-Late"));
        Assert.False(response.Headers.Contains("X-Too-Late"));
    }

    [Fact]
    public async Task Get_WriterOverTheBodyWasClosed_StatusAndHeadersMayStillChange()
    {
        using var response = await host.Client.GetAsync("/api/WritersClosed", limit.Token);

        Assert.Equal((HttpStatusCode.Created, 15), (response.StatusCode, response.Content.Headers.ContentLength));
        Assert.Equal("{\"Name\":\"Ada\"}!", await response.Content.ReadAsStringAsync());
        Assert.True(response.Headers.Contains("X-After"));
    }

    [Theory]
    [InlineData("WaitContext")]
    [InlineData("WaitAborted")]
    public async Task Send_CallerHangsUp_CancelsTheCall(string function)
    {
        using (var client = await RawClient.ConnectAsync(host.Client.BaseAddress!))
        {
            await client.WriteAsync($"GET /api/{function} HTTP/1.1\r\nHost: {host.Client.BaseAddress!.Authority}\r\n\r\n");
            await steps.Entered.WaitAsync(limit.Token);
        }

        await steps.Left.WaitAsync(limit.Token);
    }

    [Theory]
    [InlineData("WriteHttp")]
    [InlineData("WriteData")]
    public async Task Get_CallerHangsUpWhileItIsAnswered_EndsTheFunction(string function)
    {
        using (var client = await RawClient.ConnectAsync(host.Client.BaseAddress!))
        {
            await client.WriteAsync($"GET /api/{function} HTTP/1.1\r\nHost: {host.Client.BaseAddress!.Authority}\r\n\r\n");
            await client.Stream.ReadExactlyAsync(new byte[1], limit.Token);
        }

        await host.Host.StopAsync(limit.Token);     // waits for running requests: this one waits for a turn that never comes, unless it was cancelled
        Assert.False(limit.IsCancellationRequested);
    }
}
