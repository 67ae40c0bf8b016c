using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;
using Runtime.Host.Discovery;
using Runtime.Host.Invocation;

namespace Runtime.Host.Durable;

/// <summary>Registers the app's durable functions under their names.</summary>
internal static class DurableFunctions
{
    private const int AnswerBytesMax = 32 << 20;        // an answer becomes history, and is read again with every replay

    // One client for all calls of all orchestrations; connections are renewed so that changes of DNS are seen.
    private static readonly Lazy<HttpClient> Http = new(
        static () => new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,                                 // one run's cookies are not another's
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,                 // each call has its own
            MaxResponseContentBufferSize = AnswerBytesMax,
        });

    public static void Register(DurableTaskRegistry registry, FunctionRuntime runtime)
    {
        registry.AddActivity(DurableHttpCall.ActivityName, static services => new HttpCallActivity(Http.Value, services));
        foreach (var model in runtime.Catalog.Functions)
        {
            var entry = runtime.Entry(model);
            switch (model.Trigger)
            {
                case OrchestrationFunctionTrigger orchestration:
                    registry.AddOrchestrator(orchestration.TaskName, new FunctionOrchestrator(runtime, entry));
                    break;
                case ActivityFunctionTrigger activity:
                    registry.AddActivity(activity.TaskName, new FunctionActivity(runtime, entry));
                    break;
                case EntityFunctionTrigger entity:
                    registry.AddEntity(entity.TaskName, new FunctionEntity(runtime, entry));
                    break;
            }
        }
    }
}
