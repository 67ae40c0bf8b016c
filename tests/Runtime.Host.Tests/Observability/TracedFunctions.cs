using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Runtime.Host.Tests.Observability;

/// <summary>A request that starts a run with an activity and a sub-orchestration.</summary>
public static partial class TracedFunctions
{
    [Function("TracedStart")]
    public static async Task<HttpResponseData> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "traced/{id}")] HttpRequestData request, string id,
        [DurableClient] DurableTaskClient client)
    {
        await client.ScheduleNewOrchestrationInstanceAsync("Traced", 1, new StartOrchestrationOptions(id));
        await client.WaitForInstanceCompletionAsync(id, CancellationToken.None);
        return request.CreateResponse();
    }

    [Function("Traced")]
    public static async Task<int> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var value = await context.CallActivityAsync<int>("TracedAdd", 1);
        return await context.CallSubOrchestratorAsync<int>("TracedChild", value);
    }

    [Function("TracedChild")]
    public static Task<int> RunChildAsync([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync<int>("TracedAdd", 2);

    [Function("TracedAdd")]
    public static int Add([ActivityTrigger] int value, FunctionContext function)
    {
        var logger = function.GetLogger("Traced");
        Adding(logger, value);
        return value + 1;
    }

    [Function("TracedBroken")]
    public static Task BrokenAsync([OrchestrationTrigger] TaskOrchestrationContext context) => throw new InvalidOperationException("broken");

    [LoggerMessage(1, LogLevel.Information, "adding {Value}")]
    private static partial void Adding(ILogger logger, int value);
}
