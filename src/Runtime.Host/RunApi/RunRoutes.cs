using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Runtime.Engine.Client;
using Runtime.Engine.Pumps;
using Runtime.Engine.Replay;
using Runtime.Host.Access;
using Runtime.Host.Http;
using Runtime.Host.Management;

namespace Runtime.Host.RunApi;

/// <summary>
/// <c>/api/v1/runs</c>: what the embedded engine can tell and do beyond Durable Functions' management API. An app that brings an engine of its own
/// does not have it.
/// </summary>
internal static class RunRoutes
{
    public const string Base = "/api/v1/runs";

    private delegate Task Handler(HttpContext http, DurableEngine engine);

    public static void Map(IEndpointRouteBuilder routes, IEngineAccess runtime)
    {
        Add("GET", "", RunListEndpoint.ListAsync);
        Add("GET", "/{id}", RunEndpoints.GetAsync);
        Add("GET", "/{id}/wait", RunEndpoints.WaitAsync);
        Add("GET", "/{id}/events", RunEndpoints.EventsAsync);
        Add("GET", "/{id}/replay", RunEndpoints.ReplayAsync);
        Add("GET", "/{id}/export", ArchiveEndpoints.ExportAsync);
        Add("POST", "/import", ArchiveEndpoints.ImportAsync);
        Add("POST", "/{id}/fork", ForkEndpoint.ForkAsync);
        Add("POST", "/{id}/terminate", RunEndpoints.TerminateAsync);

        void Add(string method, string route, Handler handler) =>
            routes.MapMethods(Base + route, [method], http => RunAsync(http, handler, runtime))
                .Require(AuthorizationLevel.System).WithDisplayName(Base + route).WithOrder(ManagementUrls.HostOrder);
    }

    private static async Task RunAsync(HttpContext http, Handler handler, IEngineAccess runtime)
    {
        try
        {
            await handler(http, runtime.Engine);
        }
        catch (ArgumentException error)
        {
            throw new BadInputException(ManagementRoutes.Sentence(error));       // the engine's own checks
        }
        catch (InvalidDataException error)
        {
            throw new BadInputException(error.Message);
        }
        catch (Exception error) when (error is RunParkedException or NonDeterminismException)
        {
            throw new BadInputException(error.Message, StatusCodes.Status409Conflict);
        }
    }
}
