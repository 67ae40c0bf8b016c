using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Runtime.Engine.Inspection;
using Runtime.Engine.Pumps;
using Runtime.Host.Http;

namespace Runtime.Host.RunApi;

/// <summary>POST /api/v1/runs/{id}/fork: a new run from an event of this one. 201 with the new run's id and address.</summary>
internal static class ForkEndpoint
{
    public static async Task ForkAsync(HttpContext http, DurableEngine engine)
    {
        RunRequest.AllowOnly(http.Request);
        var row = RunRequest.Require(http, engine);
        var body = await RunRequest.ReadObjectAsync(http, "event", "input", "result", "id")
            ?? throw RunRequest.Bad("event", "The body is empty; 'event' is required.");
        var request = new ForkRequest(row.Id, Event(body))
        {
            NewId = RunRequest.Text(body, "id"),
            Input = Raw(body, "input"),
            Result = Raw(body, "result"),
        };
        if (request.NewId is { } taken && engine.Find(taken) is not null)
            throw new BadInputException($"A run with the id '{taken}' exists already.", StatusCodes.Status409Conflict) { Field = "id" };
        var id = await engine.ForkAsync(request);
        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.Headers.Location = $"{RunRoutes.Base}/{Uri.EscapeDataString(id)}";
        await RunRequest.SendAsync(http, new { id });
    }

    private static int Event(JsonElement body) =>
        body.TryGetProperty("event", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0
            ? number
            : throw RunRequest.Bad("event", "'event' must be the number of an event, from 0.");

    private static string? Raw(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetRawText() : null;
}
