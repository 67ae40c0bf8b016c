using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Quickstarts.AsyncHttpApi;

/// <summary>The asynchronous HTTP API: any orchestrator by its name, 202 with addresses to poll, or the result when it comes in time.</summary>
public class LongJob
{
    [Function("HttpStart")]
    public static async Task<HttpResponseData> HttpStart(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orchestrators/{functionName}")] HttpRequestData req,
        [DurableClient] DurableTaskClient client,
        string functionName)
    {
        object? input = await req.ReadFromJsonAsync<Order>();
        var instanceId = await client.ScheduleNewOrchestrationInstanceAsync(functionName, input);
        return await client.CreateCheckStatusResponseAsync(req, instanceId);
    }

    [Function("HttpSyncStart")]
    public static async Task<HttpResponseData> HttpSyncStart(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orchestrators/{functionName}/wait")] HttpRequestData req,
        [DurableClient] DurableTaskClient client,
        string functionName)
    {
        var instanceId = await client.ScheduleNewOrchestrationInstanceAsync(functionName, await req.ReadFromJsonAsync<Order>());
        return await client.WaitForCompletionOrCreateCheckStatusResponseAsync(req, instanceId, getInputsAndOutputs: true);
    }

    [Function("JobStatus")]
    public static async Task<IActionResult> Status(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var job = await client.GetInstanceAsync(id, getInputsAndOutputs: true);
        return job is null ? new NotFoundResult() : new OkObjectResult(new { id = job.InstanceId, status = job.RuntimeStatus.ToString(), order = job.ReadInputAs<Order>() });
    }

    [Function("Assemble")]
    public static async Task<Receipt> Assemble([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<Order>()!;
        var price = await context.CallActivityAsync<decimal>("Price", order);
        return new Receipt(order.Item, price, context.CurrentUtcDateTime);
    }

    [Function("Price")]
    public static decimal Price([ActivityTrigger] Order order) => order.Count * 2.5m;

    public sealed record Order(string Item, int Count);

    public sealed record Receipt(string Item, decimal Price, DateTime At);
}
