using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Runtime.Host.Access;
using Runtime.Host.Discovery;
using Runtime.Host.Invocation;

namespace Runtime.Host.Http;

/// <summary>Puts every HTTP function at its route, under the prefix of host.json.</summary>
internal static class FunctionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, FunctionRuntime runtime, FunctionThrottle throttle, string prefix)
    {
        foreach (var model in runtime.Catalog.With<HttpFunctionTrigger>())
        {
            var trigger = (HttpFunctionTrigger)model.Trigger;
            var entry = runtime.Entry(model);
            var pattern = $"{prefix}/{trigger.Route.TrimStart('/')}".TrimStart('/');
            RequestDelegate answer = http => throttle.RunAsync(http, admitted => AnswerAsync(admitted, runtime, entry));
            var endpoint = trigger.Methods.Count == 0 ? routes.Map(pattern, answer) : routes.MapMethods(pattern, trigger.Methods, answer);
            endpoint.WithDisplayName(model.Name).WithMetadata(trigger).Require(trigger.Level, model.Name);
        }
    }

    private static async Task AnswerAsync(HttpContext http, FunctionRuntime runtime, FunctionEntry entry)
    {
        using var invocation = new InvocationContext(
            entry, http.RequestServices, new InvocationSource { Http = http, Cancellation = http.RequestAborted });
        await runtime.Pipeline.RunAsync(invocation);
        await ResultWriter.WriteAsync(http, invocation.Result, invocation.CancellationToken);
    }
}
