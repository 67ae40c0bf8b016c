using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Runtime.Host.Tests.Http;

/// <summary>Functions that read and write piece by piece, in both styles, and say how far they are.</summary>
public sealed class StreamingFunctions(StreamingFunctions.Steps steps)
{
    [Function("ReadHttp")]
    public Task<string> ReadHttpAsync([HttpTrigger("post")] HttpRequest request) => ReadAsync(request.Body);

    [Function("ReadData")]
    public async Task<HttpResponseData> ReadDataAsync([HttpTrigger("post")] HttpRequestData request)
    {
        var response = request.CreateResponse();
        await response.WriteStringAsync(await ReadAsync(request.Body));
        return response;
    }

    [Function("ReadStream")]
    public Task<string> ReadStreamAsync([HttpTrigger("post")] HttpRequest request, [FromBody] Stream body) =>
        ReadAsync(body);

    [Function("WriteHttp")]
    public async Task WriteHttpAsync([HttpTrigger("get")] HttpRequest request, CancellationToken cancellation)
    {
        var response = request.HttpContext.Response;
        response.ContentType = "text/plain";
        for (var piece = 1; piece <= 3; piece++)
        {
            await response.WriteAsync($"piece {piece}\n", cancellation);
            await response.Body.FlushAsync(cancellation);
            await steps.TurnAsync(cancellation);
        }
    }

    [Function("WriteData")]
    public async Task<HttpResponseData> WriteDataAsync([HttpTrigger("get")] HttpRequestData request, CancellationToken cancellation)
    {
        var response = request.CreateResponse(HttpStatusCode.Accepted);
        response.Headers.Add("Content-Type", "text/plain");
        response.Cookies.Append("seen", "yes");
        await response.Body.FlushAsync(cancellation);       // nothing is written yet: nothing is sent
        response.Headers.Add("X-Late", "no");
        for (var piece = 1; piece <= 3; piece++)
        {
            await response.WriteStringAsync($"piece {piece}\n");
            await response.Body.FlushAsync(cancellation);
            await steps.TurnAsync(cancellation);
        }
        response.Headers.Add("X-Too-Late", "yes");
        return response;
    }

    [Function("WritersClosed")]
    public static async Task<HttpResponseData> WritersClosedAsync([HttpTrigger("get")] HttpRequestData request)
    {
        var response = request.CreateResponse();
        await response.WriteAsJsonAsync(new { Name = "Ada" });
        response.StatusCode = HttpStatusCode.Created;
        response.Body.Position = response.Body.Length;
        WriteAndClose(response.Body, "!");
        response.Headers.Add("X-After", "yes");
        return response;
    }

    [Function("WaitContext")]
    public async Task<HttpResponseData> WaitContextAsync([HttpTrigger("get", "post")] HttpRequestData request, FunctionContext context)
    {
        await steps.LeaveAsync(context.CancellationToken);
        return request.CreateResponse();
    }

    [Function("WaitAborted")]
    public Task WaitAbortedAsync([HttpTrigger("get", "post")] HttpRequest request) => steps.LeaveAsync(request.HttpContext.RequestAborted);

    private static void WriteAndClose(Stream body, string text)
    {
        using var writer = new StreamWriter(body);
        writer.Write(text);
    }

    private async Task<string> ReadAsync(Stream body)
    {
        var buffer = new byte[16 * 1024];
        long total = 0;
        int count;
        while ((count = await body.ReadAsync(buffer)) > 0)
            steps.Read(total += count);
        return $"{total}";
    }

    /// <summary>Where the function is, and when it may go on.</summary>
    public sealed class Steps : IDisposable
    {
        private readonly SemaphoreSlim turns = new(0);
        private readonly SemaphoreSlim reads = new(0);
        private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long bytes;

        public Task Entered => entered.Task;

        public Task Left => left.Task;

        public Task TurnAsync(CancellationToken cancellation) => turns.WaitAsync(cancellation);

        public void LetGoOn() => turns.Release();

        public void Read(long total)
        {
            Interlocked.Exchange(ref bytes, total);
            reads.Release();
        }

        public async Task HasReadAsync(long total, CancellationToken cancellation)
        {
            while (Interlocked.Read(ref bytes) < total)
                await reads.WaitAsync(cancellation);
        }

        public void Dispose()
        {
            turns.Dispose();
            reads.Dispose();
        }

        public async Task LeaveAsync(CancellationToken cancellation)
        {
            entered.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            finally
            {
                left.TrySetResult();
            }
        }
    }
}
