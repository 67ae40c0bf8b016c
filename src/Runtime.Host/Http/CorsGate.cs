using Microsoft.AspNetCore.Http;
using Runtime.Host.Settings;

namespace Runtime.Host.Http;

/// <summary>Lets pages of the named sites call: answers the browser's question beforehand, and marks the answers the page may read.</summary>
internal sealed class CorsGate(RequestDelegate next, CorsSettings cors)
{
    private const string PreflightSeconds = "600";

    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 || !cors.Allows(origin))
            return next(http);
        var asked = request.Headers.AccessControlRequestMethod.ToString();
        if (asked.Length == 0 || !HttpMethods.IsOptions(request.Method))
        {
            http.Response.OnStarting(static state => Mark(((HttpContext, CorsSettings))state), (http, cors));
            return next(http);
        }
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.Headers.AccessControlAllowMethods = asked;
        http.Response.Headers.AccessControlAllowHeaders = request.Headers.AccessControlRequestHeaders;
        http.Response.Headers.AccessControlMaxAge = PreflightSeconds;
        return Mark((http, cors));
    }

    private static Task Mark((HttpContext Http, CorsSettings Cors) call)
    {
        var headers = call.Http.Response.Headers;
        headers.AccessControlAllowOrigin = call.Cors.Any ? "*" : call.Http.Request.Headers.Origin;
        headers.Append("Vary", "Origin");
        headers.AccessControlExposeHeaders = "*";
        if (call.Cors.Credentials)
        {
            headers.AccessControlAllowCredentials = "true";
            headers.AccessControlExposeHeaders = "Location, Retry-After, x-ms-continuation-token";      // with credentials * means nothing
        }
        return Task.CompletedTask;
    }
}
