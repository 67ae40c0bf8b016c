using System.Net;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Answers HTTP requests that start or ask about an instance.</summary>
public static class DurableTaskClientExtensions
{
    private static readonly TimeSpan DefaultPollInterval = TimeSpan.FromSeconds(1);

    /// <summary>The finished instance as soon as it is; 202 with the management addresses when the token is cancelled before.</summary>
    /// <param name="client">Watches the instance.</param>
    /// <param name="request">The request to answer.</param>
    /// <param name="instanceId">Id of the instance.</param>
    /// <param name="retryInterval">How often to look; every second when null.</param>
    /// <param name="returnInternalServerErrorOnFailure">Whether a failed instance is answered with 500 instead of 200.</param>
    /// <param name="getInputsAndOutputs">Whether input, output and custom status come along.</param>
    /// <param name="cancellation">Ends the wait, not the answer.</param>
    public static async Task<HttpResponseData> WaitForCompletionOrCreateCheckStatusResponseAsync(
        this DurableTaskClient client,
        HttpRequestData request,
        string instanceId,
        TimeSpan? retryInterval = null,
        bool returnInternalServerErrorOnFailure = false,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        var interval = retryInterval ?? DefaultPollInterval;
        var clock = request.FunctionContext.InstanceServices?.GetService<TimeProvider>() ?? TimeProvider.System;
        try
        {
            while (true)
            {
                var instance = await client.GetInstanceAsync(instanceId, getInputsAndOutputs, cancellation);
                if (instance is { IsCompleted: true })
                    return await FinishedAsync(request, instance, returnInternalServerErrorOnFailure);

                await Task.Delay(interval, clock, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return await client.CreateCheckStatusResponseAsync(request, instanceId, CancellationToken.None);
        }
    }

    /// <summary>202 with the management addresses.</summary>
    public static Task<HttpResponseData> CreateCheckStatusResponseAsync(
        this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default) =>
        client.CreateCheckStatusResponseAsync(request, instanceId, HttpStatusCode.Accepted, cancellation);

    /// <summary>An answer with the management addresses, and the status address as Location.</summary>
    public static async Task<HttpResponseData> CreateCheckStatusResponseAsync(
        this DurableTaskClient client,
        HttpRequestData request,
        string instanceId,
        HttpStatusCode statusCode,
        CancellationToken cancellation = default)
    {
        var (response, body) = CheckStatus(client, request, instanceId, statusCode);
        await response.Body.WriteAsync(body, cancellation);
        return response;
    }

    /// <summary>202 with the management addresses.</summary>
    public static HttpResponseData CreateCheckStatusResponse(
        this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default) =>
        client.CreateCheckStatusResponse(request, instanceId, HttpStatusCode.Accepted, cancellation);

    /// <summary>An answer with the management addresses, and the status address as Location.</summary>
    public static HttpResponseData CreateCheckStatusResponse(
        this DurableTaskClient client,
        HttpRequestData request,
        string instanceId,
        HttpStatusCode statusCode,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var (response, body) = CheckStatus(client, request, instanceId, statusCode);
        response.Body.Write(body);
        return response;
    }

    /// <summary>The management addresses of an instance, as the sender of the request sees them.</summary>
    /// <exception cref="InvalidOperationException">No request was given, and the client does not know its own address.</exception>
    public static HttpManagementPayload CreateHttpManagementPayload(
        this DurableTaskClient client, string instanceId, HttpRequestData? request = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var address = request is not null ? ManagementAddress.BaseUrl(request) : (client as IManagementAddress)?.BaseUrl;
        return ManagementAddress.Payload(
            address ?? throw new InvalidOperationException("The address of this host is not known here: pass the HTTP request."),
            instanceId,
            request?.FunctionContext.InstanceServices?.GetService<IManagementCodes>()?.CodeFor(instanceId));
    }

    private static (HttpResponseData Response, byte[] Body) CheckStatus(
        DurableTaskClient client, HttpRequestData request, string instanceId, HttpStatusCode statusCode)
    {
        ArgumentNullException.ThrowIfNull(request);
        var payload = client.CreateHttpManagementPayload(instanceId, request);
        var response = Json(request, statusCode);
        response.Headers.Add("Location", payload.StatusQueryGetUri);
        return (response, JsonSerializer.SerializeToUtf8Bytes(payload));
    }

    private static async Task<HttpResponseData> FinishedAsync(HttpRequestData request, OrchestrationMetadata instance, bool failureIsError)
    {
        var failed = failureIsError && instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed;
        var response = Json(request, failed ? HttpStatusCode.InternalServerError : HttpStatusCode.OK);
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            instance.Name,
            instance.InstanceId,
            instance.CreatedAt,
            instance.LastUpdatedAt,
            RuntimeStatus = instance.RuntimeStatus.ToString(),
            instance.SerializedInput,
            instance.SerializedOutput,
            instance.SerializedCustomStatus,
        });
        await response.Body.WriteAsync(body, CancellationToken.None);
        return response;
    }

    private static HttpResponseData Json(HttpRequestData request, HttpStatusCode statusCode)
    {
        var response = request.CreateResponse(statusCode);
        response.Headers.Add("Content-Type", "application/json");
        return response;
    }
}
