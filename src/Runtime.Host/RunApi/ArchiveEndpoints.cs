using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Runtime.Engine.Inspection;
using Runtime.Engine.Pumps;
using Runtime.Host.Http;

namespace Runtime.Host.RunApi;

/// <summary>Runs as files: out of this hub, and into it.</summary>
internal static class ArchiveEndpoints
{
    public static async Task ExportAsync(HttpContext http, DurableEngine engine)
    {
        RunRequest.AllowOnly(http.Request);
        var row = RunRequest.Require(http, engine);
        var archive = await engine.ExportAsync(row.Id)
            ?? throw new BadInputException($"There is no run '{row.Id}'.", StatusCodes.Status404NotFound);
        var name = new ContentDispositionHeaderValue("attachment");
        name.SetHttpFileName(row.Id + ".run.json");
        http.Response.Headers.ContentDisposition = name.ToString();
        http.Response.ContentType = "application/json; charset=utf-8";
        await RunArchiveFile.WriteAsync(http.Response.Body, archive, http.RequestAborted);
    }

    public static async Task ImportAsync(HttpContext http, DurableEngine engine)
    {
        RunRequest.AllowOnly(http.Request);
        var archive = await RunArchiveFile.ReadAsync(http.Request.Body, http.RequestAborted);
        if (archive.Runs.Where(run => engine.Find(run.Id) is not null).Select(run => run.Id).ToList() is { Count: > 0 } taken)
            throw new BadInputException($"These ids are in use here: {string.Join(", ", taken)}. Purge those runs first.", StatusCodes.Status409Conflict);
        await engine.ImportAsync(archive);
        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.Headers.Location = $"{RunRoutes.Base}/{Uri.EscapeDataString(archive.Runs[0].Id)}";
        await RunRequest.SendAsync(http, new { id = archive.Runs[0].Id, imported = archive.Runs.Count });
    }
}
