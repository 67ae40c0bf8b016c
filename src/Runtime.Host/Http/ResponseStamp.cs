using Microsoft.AspNetCore.Http;

namespace Runtime.Host.Http;

/// <summary>
/// Headers on every answer. nosniff keeps browsers from running text as a script; no-referrer keeps the codes in management addresses from other
/// sites. What the function set itself stays.
/// </summary>
internal sealed class ResponseStamp(RequestDelegate next, IReadOnlyList<KeyValuePair<string, string>> more)
{
    private readonly KeyValuePair<string, string>[] headers =
        [new("X-Content-Type-Options", "nosniff"), new("Referrer-Policy", "no-referrer"), .. more];

    public Task InvokeAsync(HttpContext http)
    {
        http.Response.OnStarting(static state =>
        {
            var (response, headers) = ((HttpResponse, KeyValuePair<string, string>[]))state;
            foreach (var (name, value) in headers)
                response.Headers.TryAdd(name, value);
            return Task.CompletedTask;
        }, (http.Response, headers));
        return next(http);
    }
}
