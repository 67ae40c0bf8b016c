using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Runtime.Host.Http;

namespace Runtime.Host.Management;

/// <summary>Reads and signals entities.</summary>
internal static class EntityEndpoints
{
    private const int PageMax = 1000;

    public static async Task ListAsync(HttpContext http, DurableTaskClient client)
    {
        var request = http.Request;
        var top = ManagementQuery.Whole(request, "top", PageMax) ?? EntityQuery.DefaultPageSize;
        var fetchState = ManagementQuery.Flag(request, "fetchState", otherwise: false);
        var token = request.Headers[InstanceEndpoints.ContinuationHeader].ToString() is { Length: > 0 } given ? given : null;
        var query = new EntityQuery
        {
            InstanceIdStartsWith = request.RouteValues["entityName"] is string name ? $"@{name.ToLowerInvariant()}@" : null,
            LastModifiedFrom = ManagementQuery.Time(request, "lastOperationTimeFrom"),
            LastModifiedTo = ManagementQuery.Time(request, "lastOperationTimeTo"),
            IncludeState = fetchState,
            PageSize = top,
            ContinuationToken = token,
        };
        await foreach (var page in client.Entities.GetAllEntitiesAsync(query).AsPages(token, top).WithCancellation(http.RequestAborted))
        {
            await InstanceEndpoints.SendAsync(http, page.Values, page.ContinuationToken, Write);
            return;
        }
        await InstanceEndpoints.SendAsync<EntityMetadata>(http, [], continuation: null, Write);
    }

    public static async Task GetAsync(HttpContext http, DurableTaskClient client)
    {
        var id = Id(http.Request);
        var entity = await client.Entities.GetEntityAsync(id, includeState: true, http.RequestAborted)
            ?? throw new BadInputException($"There is no entity '{id}'.", StatusCodes.Status404NotFound);
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter);
        RawJson.WriteValue(writer, entity.IncludesState ? entity.State.Value : null);
    }

    public static async Task SignalAsync(HttpContext http, DurableTaskClient client)
    {
        var operation = http.Request.Query["op"].ToString();
        var input = await ReadInputAsync(http);
        await client.Entities.SignalEntityAsync(Id(http.Request), operation, input, options: null, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    public static async Task DeleteAsync(HttpContext http, DurableTaskClient client)
    {
        await client.Entities.SignalEntityAsync(Id(http.Request), "delete", input: null, options: null, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static async Task<object?> ReadInputAsync(HttpContext http)
    {
        if (http.Request.ContentType is null || http.Request.ContentType.Contains("json", StringComparison.OrdinalIgnoreCase))
            return await RequestBody.ReadJsonAsync(http.Request, http.RequestAborted);
        using var reader = new StreamReader(http.Request.Body);
        return await reader.ReadToEndAsync(http.RequestAborted);
    }

    // An empty key cannot stand in a path; "$" stands for it.
    private static EntityInstanceId Id(HttpRequest request)
    {
        var key = (string)request.RouteValues["entityKey"]!;
        return new EntityInstanceId((string)request.RouteValues["entityName"]!, key == "$" ? "" : key);
    }

    private static void Write(Utf8JsonWriter writer, EntityMetadata entity)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("entityId");
        writer.WriteString("name", entity.Id.Name);
        writer.WriteString("key", entity.Id.Key);
        writer.WriteEndObject();
        writer.WriteString("lastOperationTime", StatusPayload.Time(entity.LastModifiedTime));
        RawJson.Write(writer, "state", entity.IncludesState ? entity.State.Value : null);
        writer.WriteEndObject();
    }
}
