using DurableTask.Core.Exceptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Engine.Pumps;
using Runtime.Host.Access;
using Runtime.Host.Http;

namespace Runtime.Host.Management;

/// <summary>The HTTP management API of Durable Functions: routes, codes and payloads as its clients know them.</summary>
internal static class ManagementRoutes
{
    private const string Instance = "instances/{instanceId}";

    private delegate Task Handler(HttpContext http, DurableTaskClient client);

    public static void Map(IEndpointRouteBuilder routes)
    {
        Add(routes, "POST", "orchestrators/{functionName}/{instanceId?}", StartEndpoint.StartAsync);
        Add(routes, "GET", "instances", InstanceEndpoints.ListAsync);
        Add(routes, "DELETE", "instances", InstanceEndpoints.PurgeManyAsync);
        Add(routes, "GET", Instance, InstanceEndpoints.GetAsync);
        Add(routes, "DELETE", Instance, InstanceEndpoints.PurgeAsync);
        Add(routes, "POST", Instance + "/raiseEvent/{eventName}", ControlEndpoints.RaiseEventAsync);
        Add(routes, "POST", Instance + "/terminate", ControlEndpoints.TerminateAsync);
        Add(routes, "POST", Instance + "/suspend", ControlEndpoints.SuspendAsync);
        Add(routes, "POST", Instance + "/resume", ControlEndpoints.ResumeAsync);
        Add(routes, "POST", Instance + "/rewind", ControlEndpoints.RewindAsync);
        Add(routes, "POST", Instance + "/restart", ControlEndpoints.RestartAsync);
        Add(routes, "GET", "entities/{entityName?}", EntityEndpoints.ListAsync);
        Add(routes, "GET", "entities/{entityName}/{entityKey}", EntityEndpoints.GetAsync);
        Add(routes, "POST", "entities/{entityName}/{entityKey}", EntityEndpoints.SignalAsync);
        Add(routes, "DELETE", "entities/{entityName}/{entityKey}", EntityEndpoints.DeleteAsync);
        routes.Map(ManagementUrls.Base + "/makeprimary", static _ => Task.CompletedTask)
            .Require(AuthorizationLevel.System).WithOrder(ManagementUrls.HostOrder);
    }

    private static void Add(IEndpointRouteBuilder routes, string method, string route, Handler handler) =>
        routes.MapMethods($"{ManagementUrls.Base}/{route}", [method], http => RunAsync(http, handler))
            .Require(AuthorizationLevel.System, isInstance: route.StartsWith(Instance, StringComparison.Ordinal))
            .WithDisplayName(route).WithOrder(ManagementUrls.HostOrder);

    private static async Task RunAsync(HttpContext http, Handler handler)
    {
        try
        {
            await handler(http, http.RequestServices.GetRequiredService<DurableTaskClient>());
        }
        catch (ArgumentException error)
        {
            throw new BadInputException(Sentence(error));       // the client's own checks of ids and names
        }
        catch (OrchestrationAlreadyExistsException error)
        {
            throw new BadInputException(error.Message, StatusCodes.Status409Conflict);
        }
        catch (RunParkedException error)
        {
            throw new BadInputException(error.Message, StatusCodes.Status409Conflict);
        }
        catch (NotSupportedException error)
        {
            throw new BadInputException(error.Message, StatusCodes.Status501NotImplemented);
        }
    }

    // The parameter's name that .NET appends is of no use to a caller over HTTP.
    internal static string Sentence(ArgumentException error) =>
        error.ParamName is { } name ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : error.Message;
}
