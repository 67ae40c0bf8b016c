using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Access;
using Runtime.Host.Http;

namespace Runtime.Host.Management;

/// <summary>The management addresses of an instance, built on the address the caller used.</summary>
internal static class ManagementUrls
{
    public const string Base = "/runtime/webhooks/durabletask";

    /// <summary>The host's own routes come before those of functions, whatever an app without a route prefix calls its own.</summary>
    public const int HostOrder = -1;

    public static string Status(HttpContext http, string instanceId) => ManagementAddress.WithCode(Instance(http.Request, instanceId), Code(http, instanceId));

    /// <summary>202 with Location, Retry-After and the addresses to watch and steer the instance.</summary>
    public static async Task AcceptAsync(HttpContext http, string instanceId, int retryAfterSeconds)
    {
        var code = Code(http, instanceId);
        var instance = Instance(http.Request, instanceId);
        Running(http, ManagementAddress.WithCode(instance, code), retryAfterSeconds);
        using var answer = JsonAnswer.Begin(readable: true);
        var writer = answer.Writer;
        writer.WriteStartObject();
        writer.WriteString("id", instanceId);
        Write("statusQueryGetUri", "");
        Write("sendEventPostUri", "/raiseEvent/{eventName}");
        Write("terminatePostUri", "/terminate?reason={text}");
        Write("purgeHistoryDeleteUri", "");
        Write("restartPostUri", "/restart");
        Write("suspendPostUri", "/suspend?reason={text}");
        Write("resumePostUri", "/resume?reason={text}");
        writer.WriteEndObject();
        await answer.SendAsync(http);

        void Write(string name, string verb) => writer.WriteString(name, ManagementAddress.WithCode(instance + verb, code));
    }

    public static void Running(HttpContext http, string status, int retryAfterSeconds)
    {
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.Headers.Location = status;
        http.Response.Headers.RetryAfter = retryAfterSeconds.ToString(CultureInfo.InvariantCulture);
    }

    private static string Instance(HttpRequest request, string instanceId) =>
        $"{request.Scheme}://{request.Host}{Base}/instances/{Uri.EscapeDataString(instanceId)}";

    private static string? Code(HttpContext http, string instanceId) => http.RequestServices.GetService<HostKeys>()?.CodeFor(instanceId);
}
