using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Runtime.Engine.History;
using Runtime.Engine.Inspection;
using Runtime.Engine.Pumps;
using Runtime.Engine.Store;
using Runtime.Host.Http;

namespace Runtime.Host.RunApi;

/// <summary>One run: what it is, why it waits, what happened in it, whether the code still fits it, and its end.</summary>
internal static class RunEndpoints
{
    private const int ChildrenMax = 100;            // the list of runs has them all, with parent=
    private const int EventsDefault = 200;
    private const int EventsMax = 2_000;
    private const int PayloadDefault = 2_000;       // characters; enough to know a payload by
    private const int PayloadMax = 1_000_000;

    public static async Task GetAsync(HttpContext http, DurableEngine engine)
    {
        RunRequest.AllowOnly(http.Request);
        var row = RunRequest.Require(http, engine);
        var children = engine.Hub.Query(new RunQuery { ParentId = row.Id, Limit = ChildrenMax }).Runs;
        await RunRequest.SendAsync(http, RunDescriber.Describe(row, engine.Hub.ReadEnds(row.Number)) with
        {
            Children = [.. children.Select(child => child.Id)],
            Wait = row.IsFinished ? null : await engine.ExplainWaitAsync(row.Id),
        });
    }

    public static async Task WaitAsync(HttpContext http, DurableEngine engine)
    {
        RunRequest.AllowOnly(http.Request);
        await RunRequest.SendAsync(http, await engine.ExplainWaitAsync(RunRequest.Require(http, engine).Id));
    }

    public static Task EventsAsync(HttpContext http, DurableEngine engine)
    {
        RunRequest.AllowOnly(http.Request, "from", "limit", "last", "payload");
        var row = RunRequest.Require(http, engine);
        var from = RunRequest.Whole(http.Request, "from", 0, int.MaxValue) ?? 0;
        var limit = RunRequest.Whole(http.Request, "limit", 1, EventsMax) ?? EventsDefault;
        var payload = RunRequest.Whole(http.Request, "payload", 0, PayloadMax) ?? PayloadDefault;
        var all = EventViewer.Show(engine.Hub.ReadTurns(row), payload);
        if (RunRequest.Whole(http.Request, "last", 1, EventsMax) is { } last)
            return RunRequest.SendAsync(http, new { events = all.TakeLast(last) });
        var events = all.Skip(from).Take(limit + 1).ToList();
        int? next = events.Count > limit ? from + limit : null;
        return RunRequest.SendAsync(http, new { events = events.Take(limit), next });
    }

    public static async Task ReplayAsync(HttpContext http, DurableEngine engine)
    {
        RunRequest.AllowOnly(http.Request);
        await RunRequest.SendAsync(http, await engine.CheckReplayAsync(RunRequest.Require(http, engine).Id));
    }

    /// <summary>As the management API's terminate, and with <c>recursive</c> its sub-orchestrations as well.</summary>
    public static async Task TerminateAsync(HttpContext http, DurableEngine engine)
    {
        RunRequest.AllowOnly(http.Request);
        var row = RunRequest.Require(http, engine);
        var body = await RunRequest.ReadObjectAsync(http, "reason", "recursive");
        var reason = body is { } given ? RunRequest.Text(given, "reason") : null;
        var request = new TerminateRequested(reason is null ? null : JsonSerializer.Serialize(reason), IsRecursive(body));
        if (await engine.SendAsync(row.Id, request) == CommandResult.AlreadyFinished)
            throw new BadInputException($"The run '{row.Id}' has finished ({engine.Find(row.Id)?.Status}).", StatusCodes.Status410Gone);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static bool IsRecursive(JsonElement? body) => body?.TryGetProperty("recursive", out var value) == true && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw RunRequest.Bad("recursive", "'recursive' must be true or false."),
    };
}
