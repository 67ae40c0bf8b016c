using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Access;
using Runtime.Host.Management;
using Runtime.Host.Triggers;

namespace Runtime.Host.Hosting;

/// <summary>What the host says about itself: /admin/host/status, /health/live and /health/ready.</summary>
internal static class HostEndpoints
{
    private static readonly string Version = typeof(HostEndpoints).Assembly.GetName().Version?.ToString() ?? "0.0.0.0";

    public static void Map(IEndpointRouteBuilder routes, HostState state, TriggerHost triggers)
    {
        Add(routes, "/admin/host/status", http => SendAsync(http, writer => WriteStatus(writer, state))).Require(AuthorizationLevel.Admin);
        Add(routes, "/health/live", http => SendAsync(http, static writer => writer.WriteString("status", "live")))
            .Require(AuthorizationLevel.Anonymous);
        Add(routes, "/health/ready", http => ReadyAsync(http, state, triggers)).Require(AuthorizationLevel.Anonymous);
    }

    private static IEndpointConventionBuilder Add(IEndpointRouteBuilder routes, string path, RequestDelegate answer) =>
        routes.MapMethods(path, ["GET", "HEAD"], answer).WithOrder(ManagementUrls.HostOrder);

    private static Task ReadyAsync(HttpContext http, HostState state, TriggerHost triggers)
    {
        var running = state.Phase == HostPhase.Running;
        var deaf = triggers.Troubles.Select(trouble => trouble.Function).ToList();
        if (!running || deaf.Count > 0)
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return SendAsync(http, writer =>
        {
            writer.WriteString("status", !running ? Name(state.Phase) : deaf.Count > 0 ? "NotListening" : "ready");
            if (deaf.Count > 0)
                writer.WriteString("functions", string.Join(", ", deaf));       // names only: why is in the log, and no key is asked for here
        });
    }

    private static void WriteStatus(Utf8JsonWriter writer, HostState state)
    {
        writer.WriteString("id", Environment.MachineName);
        writer.WriteString("state", Name(state.Phase));
        writer.WriteString("version", Version);
        writer.WriteString("runtime", Environment.Version.ToString());
        writer.WriteNumber("processUptime", (long)state.Uptime.TotalMilliseconds);
    }

    private static string Name(HostPhase phase) => phase switch
    {
        HostPhase.Starting => "Starting",
        HostPhase.Running => "Running",
        _ => "Stopping",
    };

    private static async Task SendAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        using var body = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), http.RequestAborted);
    }
}
