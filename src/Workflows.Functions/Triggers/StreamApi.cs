using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Workflows.Activities.Streams;
using Workflows.Contracts.Streams;

namespace Workflows.Functions.Triggers;

/// <summary>A run's stream as server-sent events.</summary>
/// <param name="streams">The streams.</param>
/// <param name="clock">Times the beats that show that the connection lives.</param>
public sealed class StreamApi(RunStreams streams, TimeProvider clock)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);       // proxies cut connections that are silent for 30 s and more

    /// <summary>
    /// <c>GET /api/v1/runs/{run}/stream</c>: every entry from the beginning, or from the one after <c>Last-Event-ID</c> (or <c>?after=</c>), and those
    /// to come, until the run has ended; then one event <c>ended</c> without an id. 404 for a run that is not known, and its stream is deleted.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Knows the run.</param>
    /// <param name="run">The run.</param>
    [Function("StreamRun")]
    public async Task<IResult?> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "v1/runs/{run}/stream")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string run)
    {
        var gone = request.HttpContext.RequestAborted;
        if (After(request) is not { } after)
            return Results.Problem("Last-Event-ID and after are whole numbers from 0 on.", statusCode: StatusCodes.Status400BadRequest);
        if (await client.GetInstanceAsync(run, gone) is null)
        {
            streams.Delete(run);
            return Results.Problem($"There is no run '{run}'.", statusCode: StatusCodes.Status404NotFound);
        }

        var response = request.HttpContext.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        request.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.StartAsync(gone);
        try
        {
            await FollowAsync(response, client, run, after, gone);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The reader hung up; with the last id it saw it comes back.
        }

        return null;
    }

    private async Task FollowAsync(HttpResponse response, DurableTaskClient client, string run, long after, CancellationToken gone)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(gone);
        var end = client.WaitForInstanceCompletionAsync(run, left.Token);
        var beat = Task.Delay(Beat, clock, left.Token);
        long position = 0;
        try
        {
            while (true)
            {
                var ended = end.IsCompleted;            // looked at before reading: what is written after the end is not missed
                var changed = streams.Changed(run);
                var (entries, next) = streams.Read(run, position);
                position = next;
                foreach (var entry in entries.Where(entry => entry.Id > after))
                    await response.WriteAsync(EventOf(entry), gone);
                await response.Body.FlushAsync(gone);
                if (ended)
                    break;
                if (await Task.WhenAny(changed, end, beat) != beat)
                    continue;
                gone.ThrowIfCancellationRequested();
                await response.WriteAsync(": beat\n\n", gone);
                beat = Task.Delay(Beat, clock, left.Token);
            }

            var status = (await end).RuntimeStatus.ToString();
            await response.WriteAsync($"event: ended\ndata: {JsonSerializer.Serialize(new { status })}\n\n", gone);
        }
        finally
        {
            await left.CancelAsync();
        }
    }

    private static string EventOf(StreamEntry entry) => string.Create(CultureInfo.InvariantCulture,
        $"id: {entry.Id}\nevent: {entry.Kind.ToString().ToLowerInvariant()}\ndata: {JsonSerializer.Serialize(entry, JsonSerializerOptions.Web)}\n\n");

    private static long? After(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : request.Query["after"].ToString();
        if (text.Length == 0)
            return 0;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : null;
    }
}
