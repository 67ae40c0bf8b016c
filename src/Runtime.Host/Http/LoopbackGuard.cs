using System.Net;
using Microsoft.AspNetCore.Http;
using Runtime.Host.Settings;

namespace Runtime.Host.Http;

/// <summary>
/// Keys are not asked for on loopback, so a web page open in the user's browser must not be able to reach the host: neither by a
/// name that resolves to this machine (Host header), nor by a request from another site (Origin header).
/// </summary>
internal sealed class LoopbackGuard(RequestDelegate next, CorsSettings? cors)
{
    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (request.Host.HasValue && !IsLoopback(request.Host.Host))
            return Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "This host answers only to localhost, 127.0.0.1 and [::1].");
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsLoopbackOrigin(origin) && cors?.Allows(origin) != true)
            return Problem.WriteAsync(http, StatusCodes.Status403Forbidden, "Pages of other sites may not call this host, unless Host.CORS names them.");
        return next(http);
    }

    private static bool IsLoopbackOrigin(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLoopback(uri.Host);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
