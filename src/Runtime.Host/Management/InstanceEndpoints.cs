using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Engine.Client;
using Runtime.Host.Http;

namespace Runtime.Host.Management;

/// <summary>Reads and purges instances.</summary>
internal static class InstanceEndpoints
{
    public const string ContinuationHeader = "x-ms-continuation-token";

    private const int RetryAfterSeconds = 5;
    private const int PageMax = 1000;           // one answer stays small enough to be built in memory

    public static async Task GetAsync(HttpContext http, DurableTaskClient client)
    {
        var showInput = ManagementQuery.Flag(http.Request, "showInput", otherwise: true);
        var failureIs500 = ManagementQuery.Flag(http.Request, "returnInternalServerErrorOnFailure", otherwise: false);
        var instance = await RequireAsync(http, client, getInputsAndOutputs: true);
        if (!instance.IsCompleted)
            ManagementUrls.Running(http, ManagementUrls.Status(http, instance.InstanceId), RetryAfterSeconds);
        else if (failureIs500 && instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed)
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        await StatusPayload.SendAsync(http, instance, showInput, History(http, instance.InstanceId));
    }

    public static async Task ListAsync(HttpContext http, DurableTaskClient client)
    {
        var request = http.Request;
        var top = ManagementQuery.Whole(request, "top", PageMax) ?? OrchestrationQuery.DefaultPageSize;
        var showInput = ManagementQuery.Flag(request, "showInput", otherwise: true);
        var token = request.Headers[ContinuationHeader].ToString() is { Length: > 0 } given ? given : null;
        var query = new OrchestrationQuery(
            CreatedFrom: ManagementQuery.Time(request, "createdTimeFrom"),
            CreatedTo: ManagementQuery.Time(request, "createdTimeTo"),
            Statuses: ManagementQuery.Statuses(request),
            InstanceIdPrefix: request.Query["instanceIdPrefix"].ToString() is { Length: > 0 } prefix ? prefix : null,
            PageSize: top,
            FetchInputsAndOutputs: true,
            ContinuationToken: token);
        await foreach (var page in client.GetAllInstancesAsync(query).AsPages(token, top).WithCancellation(http.RequestAborted))
        {
            await SendAsync(
                http, page.Values, page.ContinuationToken, (writer, instance) => StatusPayload.Write(writer, instance, showInput));
            return;
        }
        await SendAsync<OrchestrationMetadata>(http, [], continuation: null, static (_, _) => { });
    }

    public static async Task PurgeAsync(HttpContext http, DurableTaskClient client)
    {
        var instance = await RequireAsync(http, client);
        var purged = await client.PurgeInstanceAsync(instance.InstanceId, options: null, http.RequestAborted);
        await SendPurgedAsync(http, purged.PurgedInstanceCount, $"The instance '{instance.InstanceId}' has not finished.");
    }

    public static async Task PurgeManyAsync(HttpContext http, DurableTaskClient client)
    {
        var request = http.Request;
        var from = ManagementQuery.Time(request, "createdTimeFrom") ?? throw new BadInputException("'createdTimeFrom' is required.");
        var to = ManagementQuery.Time(request, "createdTimeTo") ?? Clock(http).GetUtcNow();
        var filter = new PurgeInstancesFilter(from, to, ManagementQuery.Statuses(request));
        var purged = await client.PurgeAllInstancesAsync(filter, options: null, http.RequestAborted);
        await SendPurgedAsync(http, purged.PurgedInstanceCount, "No finished instance matches.");
    }

    /// <summary>The instance of the route, or 404.</summary>
    public static async Task<OrchestrationMetadata> RequireAsync(
        HttpContext http, DurableTaskClient client, bool getInputsAndOutputs = false)
    {
        var id = (string)http.Request.RouteValues["instanceId"]!;
        return await client.GetInstanceAsync(id, getInputsAndOutputs, http.RequestAborted)
            ?? throw new BadInputException($"There is no instance '{id}'.", StatusCodes.Status404NotFound);
    }

    public static async Task SendAsync<T>(HttpContext http, IReadOnlyList<T> values, string? continuation, Action<Utf8JsonWriter, T> write)
    {
        if (continuation is not null)
            http.Response.Headers[ContinuationHeader] = continuation;
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter);
        writer.WriteStartArray();
        foreach (var value in values)
            write(writer, value);
        writer.WriteEndArray();
    }

    /// <summary>Writes the history when it is asked for. An app that brought its own engine has none here.</summary>
    private static Action<Utf8JsonWriter>? History(HttpContext http, string instanceId)
    {
        var wanted = ManagementQuery.Flag(http.Request, "showHistory", otherwise: false);
        var withOutput = ManagementQuery.Flag(http.Request, "showHistoryOutput", otherwise: false);
        if (!wanted)
            return null;
        var engine = http.RequestServices.GetService<IEngineAccess>()?.Engine
            ?? throw new NotSupportedException("'showHistory' needs the embedded task hub; this app brought an engine of its own.");
        return writer => HistoryPayload.Write(writer, engine.ReadHistory(instanceId), withOutput);
    }

    private static TimeProvider Clock(HttpContext http) => http.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System;

    private static Task SendPurgedAsync(HttpContext http, int count, string none)
    {
        if (count == 0)
            throw new BadInputException(none, StatusCodes.Status404NotFound);
        http.Response.ContentType = "application/json; charset=utf-8";
        return http.Response.WriteAsync($"{{\"instancesDeleted\":{count}}}", http.RequestAborted);
    }
}
