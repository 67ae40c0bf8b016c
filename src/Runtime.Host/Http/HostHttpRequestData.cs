using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Runtime.Host.Invocation;

namespace Runtime.Host.Http;

/// <summary>The worker's own request type over the server's request.</summary>
internal sealed class HostHttpRequestData : HttpRequestData
{
    private readonly HttpRequest request;
    private HttpHeadersCollection? headers;
    private IReadOnlyCollection<IHttpCookie>? cookies;

    private HostHttpRequestData(FunctionContext context, HttpRequest request)
        : base(context)
    {
        this.request = request;
        // ReadAsString is part of this type's contract and reads without awaiting.
        if (request.HttpContext.Features.Get<IHttpBodyControlFeature>() is { } control)
            control.AllowSynchronousIO = true;
    }

    public override Stream Body => request.Body;

    public override HttpHeadersCollection Headers => headers ??= ReadHeaders(request);

    public override IReadOnlyCollection<IHttpCookie> Cookies =>
        cookies ??= [.. request.Cookies.Select(cookie => new HttpCookie(cookie.Key, cookie.Value))];

    public override Uri Url { get => field ??= Address(request); }

    public override IEnumerable<ClaimsIdentity> Identities => request.HttpContext.User.Identities;

    public override string Method => request.Method;

    /// <summary>One per invocation, whoever asks first: a parameter or middleware.</summary>
    public static HostHttpRequestData For(InvocationContext context)
    {
        if (context.Features.Get<HostHttpRequestData>() is { } made)
            return made;
        var data = new HostHttpRequestData(context, context.Source.Http!.Request);
        context.Features.Set(data);
        return data;
    }

    public override HttpResponseData CreateResponse() => new HostHttpResponseData(FunctionContext, request.HttpContext.Response);

    private static Uri Address(HttpRequest request) =>
        Uri.TryCreate(request.GetEncodedUrl(), UriKind.Absolute, out var address)
            ? address
            : throw new BadInputException("The Host header makes no address.");

    private static HttpHeadersCollection ReadHeaders(HttpRequest request)
    {
        var headers = new HttpHeadersCollection();
        foreach (var (name, values) in request.Headers)
            headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        return headers;
    }
}
