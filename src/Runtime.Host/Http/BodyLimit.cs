using Microsoft.AspNetCore.Http;

namespace Runtime.Host.Http;

/// <summary>Refuses a body that says it is too large before anything reads it. One that does not say is cut off by the server while it is read.</summary>
internal sealed class BodyLimit(RequestDelegate next, long bytesMax)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.ContentLength is not { } length || length <= bytesMax)
            return next(http);
        http.Response.Headers.Connection = "close";     // what the caller still sends is not worth reading
        return Problem.WriteAsync(http, StatusCodes.Status413PayloadTooLarge, "The request body is larger than this host accepts.");
    }
}
