using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Access;
using Runtime.Host.Management;

namespace Runtime.Host.Observability;

/// <summary>GET /metrics. Off the loopback it answers only when a setting says so: names of functions are nobody else's business.</summary>
internal static class MetricsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, IPAddress listensOn)
    {
        if (routes.ServiceProvider.GetService<TelemetrySettings>() is not { } settings || !(settings.Prometheus ?? IPAddress.IsLoopback(listensOn)))
            return;
        var reader = routes.ServiceProvider.GetRequiredService<PrometheusReader>();
        if (settings.Prometheus == true)
            reader.Begin();
        routes.MapMethods("/metrics", ["GET"], http => AnswerAsync(http, reader)).Require(AuthorizationLevel.Anonymous).WithOrder(ManagementUrls.HostOrder);
    }

    private static async Task AnswerAsync(HttpContext http, PrometheusReader reader)
    {
        var body = Encoding.UTF8.GetBytes(reader.Read());
        http.Response.ContentType = PrometheusText.ContentType;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
