using Microsoft.AspNetCore.Http;

namespace Runtime.Host.Http;

/// <summary>Routing refuses with a bare status; this says in words what is wrong.</summary>
internal sealed class RoutingRefusals(RequestDelegate routed)
{
    public async Task InvokeAsync(HttpContext http)
    {
        await routed(http);
        if (http.Response.HasStarted || !IsRefused(http))
            return;
        if (http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            await Problem.WriteAsync(http, StatusCodes.Status405MethodNotAllowed, $"Allowed here: {http.Response.Headers.Allow}.");
        else
            await Problem.WriteAsync(http, StatusCodes.Status404NotFound, "No function answers at this address.");
    }

    // No endpoint, or the one without metadata that routing makes up to answer 405.
    private static bool IsRefused(HttpContext http) => http.GetEndpoint() is null or { Metadata.Count: 0 };
}
