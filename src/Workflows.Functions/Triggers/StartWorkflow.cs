using System.Net;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Workflows.Functions.Triggers;

/// <summary>Starts workflows over HTTP.</summary>
public static class StartWorkflow
{
    /// <summary>A megabyte holds any input that names data; data themselves belong in files or blobs.</summary>
    public const int BodyBytesMax = 1024 * 1024;

    /// <summary>Header that may carry the run's id; the query <c>?id=</c> comes first.</summary>
    public const string IdHeader = "X-Instance-Id";

    /// <summary>
    /// <c>POST /api/workflows/{name}</c>: the JSON body is the workflow's input. Answers 202 with the management addresses; 400 for a body that
    /// is not such JSON, an id that is not allowed or a folder that is not there; 404 for an unknown workflow; 409 when the id belongs to a run
    /// that has not ended; 413 for a body over a megabyte.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Starts the run.</param>
    /// <param name="name">Name of the workflow.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    [Function("StartWorkflow")]
    public static async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows/{name}")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        string name,
        CancellationToken cancellationToken)
    {
        var body = await ReadBodyAsync(request.Body, cancellationToken);
        var start = StartRequest.Read(name, IdOf(request), body);
        if (start.Problem is { } problem)
            return await RefuseAsync(request, start.Status, problem, cancellationToken);
        if (FolderCheck.Problem(start.Input) is { } wrongFolder)
            return await RefuseAsync(request, HttpStatusCode.BadRequest, wrongFolder, cancellationToken);

        if (start.Id is { } id && await client.GetInstanceAsync(id, cancellationToken) is { IsCompleted: false } running)
            return await RefuseAsync(request, HttpStatusCode.Conflict, InUse(id, running.Name), cancellationToken);
        try
        {
            // The check above gives the better answer; this one also holds when two requests come at the same moment.
            var options = new StartOrchestrationOptions(start.Id).WithDedupeStatuses(
                OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended);
            var started = await client.ScheduleNewOrchestrationInstanceAsync(start.Workflow!.Name, start.Input, options, cancellationToken);
            return await client.CreateCheckStatusResponseAsync(request, started, cancellationToken);
        }
        catch (Exception error) when (error.GetType().Name == "OrchestrationAlreadyExistsException")
        {
            return await RefuseAsync(request, HttpStatusCode.Conflict, InUse(start.Id!, start.Workflow!.Name), cancellationToken);
        }
    }

    private static string InUse(string id, string workflow) =>
        $"The id '{id}' belongs to a run of {workflow} that has not ended. Choose another id, or wait for that run, or terminate it.";

    private static string? IdOf(HttpRequestData request)
    {
        if (request.Query["id"] is { } id)
            return id;
        return request.Headers.TryGetValues(IdHeader, out var values) ? values.FirstOrDefault() : null;
    }

    /// <summary>The body, at most one byte more than is allowed: enough to know that it is too long.</summary>
    private static async Task<byte[]> ReadBodyAsync(Stream body, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (read.Length <= BodyBytesMax)
        {
            var wanted = (int)Math.Min(buffer.Length, BodyBytesMax + 1 - read.Length);
            var count = await body.ReadAsync(buffer.AsMemory(0, wanted), cancellationToken);
            if (count == 0)
                break;
            await read.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        return read.ToArray();
    }

    private static async Task<HttpResponseData> RefuseAsync(HttpRequestData request, HttpStatusCode status, string problem,
        CancellationToken cancellationToken)
    {
        var response = request.CreateResponse(status);
        response.Headers.Add("Content-Type", "application/problem+json; charset=utf-8");
        var body = JsonSerializer.SerializeToUtf8Bytes(new { title = Title(status), status = (int)status, detail = problem });
        await response.Body.WriteAsync(body, cancellationToken);
        return response;
    }

    private static string Title(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => "No such workflow",
        HttpStatusCode.Conflict => "The id is in use",
        HttpStatusCode.RequestEntityTooLarge => "The body is too long",
        _ => "The request is not valid",
    };
}
