using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Runtime.Host.Logging;

namespace Runtime.Host.Http;

/// <summary>An answer built by the function and sent when it returns, or when it flushes the body before.</summary>
internal sealed class HostHttpResponseData : HttpResponseData, IDisposable
{
    private readonly HostHttpCookies cookies = new();
    private readonly ResponseBody body;

    public HostHttpResponseData(FunctionContext context, HttpResponse response)
        : base(context)
    {
        body = new ResponseBody(response, SendHead);
        Body = body;
    }

    public override HttpStatusCode StatusCode { get; set; } = HttpStatusCode.OK;

    public override HttpHeadersCollection Headers { get; set; } = [];

    public override Stream Body { get; set; }

    public override HttpCookies Cookies => cookies;

    public async Task SendAsync(HttpResponse response, CancellationToken cancellation)
    {
        if (body.IsUnderWay)
        {
            ReportLate(response);
            Dispose();
            return;
        }
        SendHead(response);
        if (Body.CanSeek)
            Body.Position = 0;
        if (Body.CanSeek && Body.Length > 0 && response.ContentLength is null && !response.Headers.ContainsKey("Transfer-Encoding"))
            response.ContentLength = Body.Length;
        await using (Body)
        {
            if (!Body.CanSeek || Body.Length > 0)
                await Body.CopyToAsync(response.Body, cancellation);
        }
        Dispose();
    }

    public void Dispose() => body.End();

    private void SendHead(HttpResponse response)
    {
        response.StatusCode = (int)StatusCode;
        foreach (var (name, values) in Headers.NonValidated)
            response.Headers[name] = values.ToArray();
        cookies.AppendTo(response.Cookies);
    }

    // Half of what the function says is with the caller already; the other half is worth a line in the log.
    private void ReportLate(HttpResponse response)
    {
        var late = Headers.NonValidated.Where(header => !response.Headers.ContainsKey(header.Key)).Select(header => header.Key).ToList();
        if (response.StatusCode != (int)StatusCode)
            late.Insert(0, "status");
        if (late.Count > 0)
            response.HttpContext.RequestServices.GetRequiredService<ILogger<HostHttpResponseData>>()
                .SetAfterFlush(FunctionContext.FunctionDefinition.Name, string.Join(", ", late));
    }
}
