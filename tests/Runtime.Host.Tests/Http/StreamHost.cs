using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runtime.Host.Tests.Support;
using Workflows.Runtime;

namespace Runtime.Host.Tests.Http;

/// <summary>The host in a process of its own whose memory is looked at while large bodies go through it.</summary>
public static class StreamHost
{
    public static async Task<int> RunAsync(string folder)
    {
        var builder = RunningHost.Builder(folder, typeof(App));
        builder.ConfigureLocalHost(local => local.HubFolder = folder);
        builder.Services.AddSingleton<DurableTaskClient>(new NoDurableClient());
        using var host = builder.Build();
        await host.StartAsync();
        await Console.Out.WriteLineAsync(host.LocalAddress()!.ToString());
        await host.WaitForShutdownAsync();
        return 0;
    }

    public static class App
    {
        private const int PieceBytes = 64 * 1024;

        [Function("TakeHttp")]
        public static Task<string> TakeHttpAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request) => CountAsync(request.Body);

        [Function("TakeData")]
        public static async Task<HttpResponseData> TakeDataAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequestData request)
        {
            var response = request.CreateResponse();
            await response.WriteStringAsync(await CountAsync(request.Body));
            return response;
        }

        [Function("GiveHttp")]
        public static Task GiveHttpAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "GiveHttp/{pieces}")] HttpRequest request, int pieces) =>
            WriteAsync(request.HttpContext.Response.Body, pieces);

        [Function("GiveData")]
        public static async Task<HttpResponseData> GiveDataAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "GiveData/{pieces}")] HttpRequestData request, int pieces)
        {
            var response = request.CreateResponse();
            await WriteAsync(response.Body, pieces);
            return response;
        }

        private static async Task<string> CountAsync(Stream body)
        {
            var buffer = new byte[PieceBytes];
            long total = 0;
            int count;
            while ((count = await body.ReadAsync(buffer)) > 0)
                total += count;
            return total.ToString(CultureInfo.InvariantCulture);
        }

        private static async Task WriteAsync(Stream body, int pieces)
        {
            var piece = new byte[PieceBytes];
            for (var i = 0; i < pieces; i++)
            {
                await body.WriteAsync(piece);
                await body.FlushAsync();
            }
        }
    }
}
