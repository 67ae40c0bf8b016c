using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Durable;
using Runtime.Host.Http;

namespace Runtime.Host.Management;

/// <summary>POST orchestrators/{functionName}/{instanceId?}: starts an instance, and waits for its end when asked to.</summary>
internal static class StartEndpoint
{
    private const int RetryAfterSeconds = 10;

    public static async Task StartAsync(HttpContext http, DurableTaskClient client)
    {
        var name = (string)http.Request.RouteValues["functionName"]!;
        if (!http.RequestServices.GetRequiredService<OrchestratorNames>().Contains(name))
            throw new BadInputException($"There is no orchestrator '{name}' in this app.");
        var wait = WaitFor(http.Request);
        var input = await RequestBody.ReadJsonAsync(http.Request, http.RequestAborted);
        var options = new StartOrchestrationOptions(InstanceId: (string?)http.Request.RouteValues["instanceId"]);
        var id = await client.ScheduleNewOrchestrationInstanceAsync(name, input, options, http.RequestAborted);
        await AnswerAsync(http, client, id, wait);
    }

    /// <summary>202, or the outcome when the instance ends within <paramref name="wait"/>.</summary>
    public static async Task AnswerAsync(HttpContext http, DurableTaskClient client, string id, TimeSpan? wait)
    {
        if (wait is { } limit && await FinishedAsync(client, id, limit, http.RequestAborted) is { } finished)
            await SendOutcomeAsync(http, finished);
        else
            await ManagementUrls.AcceptAsync(http, id, RetryAfterSeconds);
    }

    // Durable Functions waits only when both are given. The interval is checked and otherwise unused: the hub tells us, we need not ask.
    public static TimeSpan? WaitFor(HttpRequest request) =>
        ManagementQuery.Seconds(request, "pollingInterval") is null ? null : ManagementQuery.Seconds(request, "timeout");

    private static async Task<OrchestrationMetadata?> FinishedAsync(
        DurableTaskClient client, string id, TimeSpan limit, CancellationToken aborted)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        deadline.CancelAfter(limit);
        try
        {
            return await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, deadline.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task SendOutcomeAsync(HttpContext http, OrchestrationMetadata finished)
    {
        if (finished.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
        {
            await StatusPayload.SendAsync(http, finished, showInput: true);
            return;
        }
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter);
        RawJson.WriteValue(writer, finished.SerializedOutput);
    }
}
