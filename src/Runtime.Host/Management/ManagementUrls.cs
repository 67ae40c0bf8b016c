using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Runtime.Host.Http;

namespace Runtime.Host.Management;

/// <summary>The management addresses of an instance, built on the address the caller used.</summary>
internal static class ManagementUrls
{
    public const string Base = "/runtime/webhooks/durabletask";

    /// <summary>The host's own routes come before those of functions, whatever an app without a route prefix calls its own.</summary>
    public const int HostOrder = -1;

    public static string Status(HttpRequest request, string instanceId) =>
        $"{request.Scheme}://{request.Host}{Base}/instances/{Uri.EscapeDataString(instanceId)}";

    /// <summary>202 with Location, Retry-After and the addresses to watch and steer the instance.</summary>
    public static async Task AcceptAsync(HttpContext http, string instanceId, int retryAfterSeconds)
    {
        var status = Status(http.Request, instanceId);
        Running(http, status, retryAfterSeconds);
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter, Problem.Readable);
        writer.WriteStartObject();
        writer.WriteString("id", instanceId);
        writer.WriteString("statusQueryGetUri", status);
        writer.WriteString("sendEventPostUri", status + "/raiseEvent/{eventName}");
        writer.WriteString("terminatePostUri", status + "/terminate?reason={text}");
        writer.WriteString("purgeHistoryDeleteUri", status);
        writer.WriteString("restartPostUri", status + "/restart");
        writer.WriteString("suspendPostUri", status + "/suspend?reason={text}");
        writer.WriteString("resumePostUri", status + "/resume?reason={text}");
        writer.WriteEndObject();
    }

    public static void Running(HttpContext http, string status, int retryAfterSeconds)
    {
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.Headers.Location = status;
        http.Response.Headers.RetryAfter = retryAfterSeconds.ToString(CultureInfo.InvariantCulture);
    }
}
