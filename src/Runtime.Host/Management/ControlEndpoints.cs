using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Runtime.Host.Http;

namespace Runtime.Host.Management;

/// <summary>Steers instances: events, terminate, suspend, resume, rewind, restart.</summary>
internal static class ControlEndpoints
{
    public static async Task RaiseEventAsync(HttpContext http, DurableTaskClient client)
    {
        var payload = await ReadEventAsync(http);
        var instance = await RequireUnfinishedAsync(http, client);
        await client.RaiseEventAsync(instance.InstanceId, (string)http.Request.RouteValues["eventName"]!, payload, http.RequestAborted);
        Accept(http);
    }

    public static async Task TerminateAsync(HttpContext http, DurableTaskClient client)
    {
        var instance = await RequireUnfinishedAsync(http, client);
        await client.TerminateInstanceAsync(instance.InstanceId, output: Reason(http), http.RequestAborted);
        Accept(http);
    }

    public static async Task SuspendAsync(HttpContext http, DurableTaskClient client)
    {
        var instance = await RequireUnfinishedAsync(http, client);
        await client.SuspendInstanceAsync(instance.InstanceId, Reason(http), http.RequestAborted);
        Accept(http);
    }

    public static async Task ResumeAsync(HttpContext http, DurableTaskClient client)
    {
        var instance = await RequireUnfinishedAsync(http, client);
        await client.ResumeInstanceAsync(instance.InstanceId, Reason(http), http.RequestAborted);
        Accept(http);
    }

    public static async Task RewindAsync(HttpContext http, DurableTaskClient client)
    {
        var instance = await InstanceEndpoints.RequireAsync(http, client);
        if (instance.RuntimeStatus != OrchestrationRuntimeStatus.Failed)
        {
            var refusal = $"Only a failed instance can be rewound; '{instance.InstanceId}' is {instance.RuntimeStatus}.";
            throw instance.IsCompleted ? Gone(refusal) : new BadInputException(refusal, StatusCodes.Status409Conflict);
        }
        try
        {
            await client.RewindInstanceAsync(instance.InstanceId, Reason(http) ?? "", http.RequestAborted);
            Accept(http);
        }
        catch (InvalidOperationException error)
        {
            throw new BadInputException(error.Message, StatusCodes.Status409Conflict);      // it failed with entity locks in its hands
        }
    }

    public static async Task RestartAsync(HttpContext http, DurableTaskClient client)
    {
        var withNewId = ManagementQuery.Flag(http.Request, "restartWithNewInstanceId", otherwise: true);
        var wait = StartEndpoint.WaitFor(http.Request);
        var id = (string)http.Request.RouteValues["instanceId"]!;
        try
        {
            var restarted = await client.RestartAsync(id, withNewId, http.RequestAborted);
            await StartEndpoint.AnswerAsync(http, client, restarted, wait);
        }
        catch (InvalidOperationException error)
        {
            throw new BadInputException(error.Message, StatusCodes.Status409Conflict);      // still running, and asked for under its own id
        }
    }

    private static async Task<object?> ReadEventAsync(HttpContext http)
    {
        var type = http.Request.ContentType;
        var isJson = MediaTypeHeaderValue.TryParse(type, out var media)
            && (media.MediaType!.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || media.MediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
        if (!isJson && (type is not null || http.Request.ContentLength is > 0))
            throw new BadInputException("An event's payload is JSON; send it with Content-Type: application/json.");
        return await RequestBody.ReadJsonAsync(http.Request, http.RequestAborted);
    }

    private static async Task<OrchestrationMetadata> RequireUnfinishedAsync(HttpContext http, DurableTaskClient client)
    {
        var instance = await InstanceEndpoints.RequireAsync(http, client);
        return instance.IsCompleted
            ? throw Gone($"The instance '{instance.InstanceId}' has finished ({instance.RuntimeStatus}).")
            : instance;
    }

    private static BadInputException Gone(string message) => new(message, StatusCodes.Status410Gone);

    private static string? Reason(HttpContext http) => http.Request.Query["reason"].ToString() is { Length: > 0 } reason ? reason : null;

    private static void Accept(HttpContext http) => http.Response.StatusCode = StatusCodes.Status202Accepted;
}
