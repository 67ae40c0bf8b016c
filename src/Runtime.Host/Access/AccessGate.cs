using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Http;

namespace Runtime.Host.Access;

/// <summary>Stands behind routing and before every endpoint: 401 without a key of this host, 403 with one that does not open this door.</summary>
internal sealed class AccessGate(RequestDelegate next, HostKeys keys)
{
    public const string KeyHeader = "x-functions-key";
    public const string KeyQuery = "code";

    public Task InvokeAsync(HttpContext http)
    {
        // Without metadata it is the endpoint that routing makes up to answer 405.
        if (http.GetEndpoint() is not { Metadata.Count: > 0 } endpoint)
            return next(http);
        var rule = endpoint.Metadata.GetMetadata<AccessRule>() ?? AccessRule.Default;
        if (rule.Level == AuthorizationLevel.Anonymous)
            return next(http);
        var presented = Presented(http.Request);
        var ring = keys.Current;
        if (presented is null)
            return RefuseAsync(http);
        if (rule.IsInstance && http.Request.RouteValues["instanceId"] is string id && ring.IsCodeOf(id, presented))
            return next(http);
        if (ring.ScopeOf(presented, rule.Function) is not { } scope)
            return RefuseAsync(http);
        return KeyRing.Opens(scope, rule.Level)
            ? next(http)
            : Problem.WriteAsync(http, StatusCodes.Status403Forbidden, "This key is not meant for this address.");
    }

    private static string? Presented(HttpRequest request)
    {
        var key = request.Headers[KeyHeader].ToString();
        if (key.Length == 0)
            key = request.Query[KeyQuery].ToString();
        return key.Length == 0 ? null : key;
    }

    private static Task RefuseAsync(HttpContext http) =>
        Problem.WriteAsync(http, StatusCodes.Status401Unauthorized, $"A key is needed: send it in the header {KeyHeader} or in the query as {KeyQuery}.");
}
