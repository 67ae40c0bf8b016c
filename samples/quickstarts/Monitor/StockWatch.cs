using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Quickstarts.Monitor;

/// <summary>The monitor: looks at something again and again, with a durable timer in between, until it is so or its time is up.</summary>
public static class StockWatch
{
    private static readonly ConcurrentDictionary<string, int> Stock = new();

    [Function("StockMonitor")]
    public static async Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext monitorContext)
    {
        var request = monitorContext.GetInput<MonitorRequest>() ?? throw new ArgumentNullException(nameof(monitorContext), "A request is needed.");
        var logger = monitorContext.CreateReplaySafeLogger("StockMonitor");
        DateTime endTime = monitorContext.CurrentUtcDateTime.AddSeconds(request.WatchSeconds);
        var looks = 0;

        while (monitorContext.CurrentUtcDateTime < endTime)
        {
            looks++;
            if (await monitorContext.CallActivityAsync<bool>("IsInStock", request.Item))
            {
                await monitorContext.CallActivityAsync("SendNews", request.Item);
                return $"in stock after {looks} {(looks == 1 ? "look" : "looks")}";
            }

            var nextCheckpoint = monitorContext.CurrentUtcDateTime.AddMilliseconds(request.EveryMs);
            logger.LogInformation("Next look for {Item} at {Next}.", request.Item, nextCheckpoint);
            monitorContext.SetCustomStatus(new { looks });
            await monitorContext.CreateTimer(nextCheckpoint, CancellationToken.None);
        }

        return "gave up";
    }

    [Function("IsInStock")]
    public static bool IsInStock([ActivityTrigger] string item) => Stock.GetValueOrDefault(item) > 0;

    [Function("SendNews")]
    public static Task SendNews([ActivityTrigger] string item, FunctionContext context)
    {
        context.GetLogger("SendNews").LogInformation("{Item} is there.", item);
        return Task.CompletedTask;
    }

    [Function("Deliver")]
    public static HttpResponseData Deliver([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "stock/{item}/{count:int}")] HttpRequestData req, string item, int count)
    {
        Stock[item] = count;
        return req.CreateResponse(System.Net.HttpStatusCode.NoContent);
    }

    [Function("Watch")]
    public static async Task<HttpResponseData> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "watch")] HttpRequestData req, [DurableClient] DurableTaskClient starter)
    {
        var id = await starter.ScheduleNewOrchestrationInstanceAsync("StockMonitor", await req.ReadFromJsonAsync<MonitorRequest>());
        return await starter.CreateCheckStatusResponseAsync(req, id);
    }

    public record MonitorRequest(string Item, int EveryMs, int WatchSeconds);
}
