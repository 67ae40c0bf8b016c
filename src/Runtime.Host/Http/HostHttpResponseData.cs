using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Runtime.Host.Http;

/// <summary>An answer built by the function and sent when it returns.</summary>
internal sealed class HostHttpResponseData(FunctionContext context) : HttpResponseData(context)
{
    private readonly HostHttpCookies cookies = new();

    public override HttpStatusCode StatusCode { get; set; } = HttpStatusCode.OK;

    public override HttpHeadersCollection Headers { get; set; } = [];

    public override Stream Body { get; set; } = new MemoryStream();

    public override HttpCookies Cookies => cookies;

    public async Task SendAsync(HttpResponse response, CancellationToken cancellation)
    {
        response.StatusCode = (int)StatusCode;
        foreach (var (name, values) in Headers.NonValidated)
            response.Headers[name] = values.ToArray();
        cookies.AppendTo(response.Cookies);
        if (Body.CanSeek)
            Body.Position = 0;
        if (Body.CanSeek && Body.Length > 0 && response.ContentLength is null && !response.Headers.ContainsKey("Transfer-Encoding"))
            response.ContentLength = Body.Length;
        await using (Body)
        {
            if (!Body.CanSeek || Body.Length > 0)
                await Body.CopyToAsync(response.Body, cancellation);
        }
    }
}
