using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace Quickstarts.Counter;

/// <summary>Signals, reads and orchestrates counters.</summary>
public static class CounterApi
{
    [Function("AddToCounter")]
    public static async Task<IActionResult> Add(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "{kind}/{key}/add/{amount:int}")] HttpRequest req,
        [DurableClient] DurableTaskClient client,
        string kind,
        string key,
        int amount)
    {
        await client.Entities.SignalEntityAsync(new EntityInstanceId(kind, key), "Add", amount);
        return new AcceptedResult();
    }

    [Function("ReadCounter")]
    public static async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "Counter/{key}")] HttpRequest req, [DurableClient] DurableTaskClient client, string key)
    {
        EntityMetadata<int>? entity = await client.Entities.GetEntityAsync<int>(new EntityInstanceId("Counter", key));
        return entity is null ? new NotFoundResult() : new OkObjectResult(entity.State);
    }

    [Function("StartMove")]
    public static async Task<HttpResponseData> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "move/{from}/{to}/{amount:int}")] HttpRequestData req,
        [DurableClient] DurableTaskClient client,
        string from,
        string to,
        int amount)
    {
        var id = await client.ScheduleNewOrchestrationInstanceAsync("Move", new Transfer(from, to, amount));
        return await client.CreateCheckStatusResponseAsync(req, id);
    }

    [Function("Move")]
    public static async Task<bool> Move([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var (from, to, amount) = context.GetInput<Transfer>()!;
        var source = new EntityInstanceId("Counter", from);
        var target = new EntityInstanceId("FunctionCounter", to);
        await using (await context.Entities.LockEntitiesAsync(source, target))
        {
            if (await context.Entities.CallEntityAsync<int>(source, "Get") < amount)
            {
                return false;
            }

            await Task.WhenAll(
                context.Entities.CallEntityAsync(source, "Add", -amount),
                context.Entities.CallEntityAsync(target, "Add", amount));
            return true;
        }
    }

    public record Transfer(string From, string To, int Amount);
}
