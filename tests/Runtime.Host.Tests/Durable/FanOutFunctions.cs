using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Runtime.Host.Tests.Durable;

/// <summary>The fan-out quickstart, with classes made by injection and a person who approves.</summary>
public sealed class FanOutFunctions(FanOutFunctions.Multiplier multiplier)
{
    [Function("StartFanOut")]
    public static async Task<HttpResponseData> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "fanout/{count:int}")] HttpRequestData request, int count,
        [DurableClient] DurableTaskClient client)
    {
        var id = await client.ScheduleNewOrchestrationInstanceAsync("FanOut", count);
        return await client.CreateCheckStatusResponseAsync(request, id);
    }

    [Function("FanOut")]
    public static async Task<int> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, int count, FunctionContext function)
    {
        if (!ReferenceEquals(context.GetFunctionContext(), function))
            throw new InvalidOperationException("The orchestration does not know its function.");
        var parts = await Task.WhenAll(Enumerable.Range(1, count).Select(part => context.CallActivityAsync<int>("Multiply", part)));
        return parts.Sum();
    }

    [Function("Multiply")]
    public int Multiply([ActivityTrigger] int part, string instanceId, FunctionContext function, CancellationToken cancellation)
    {
        Assert.NotEmpty(instanceId);
        Assert.StartsWith(instanceId + ":", Assert.IsType<string>(function.BindingContext.BindingData["idempotencyKey"]), StringComparison.Ordinal);
        Assert.True(cancellation.CanBeCanceled);
        Assert.Equal("activityTrigger", Assert.Single(function.FunctionDefinition.InputBindings.Values).Type);
        return part * multiplier.Factor;
    }

    [Function("Approval")]
    public static async Task<string> ApprovalAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus(new { waitsFor = "Approved" });
        return await context.WaitForExternalEvent<string>("Approved");
    }

    [Function("Broken")]
    public static Task<string> BrokenAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<string>("Breaks");

    [Function("Breaks")]
    public static string Breaks([ActivityTrigger] object? input) => throw new InvalidOperationException("broken");

    public sealed record Multiplier(int Factor);
}
