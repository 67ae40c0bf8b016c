using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Adds extensions to the worker. The local host brings all of them; calling these again changes nothing.</summary>
public static class FunctionsWorkerApplicationBuilderExtensions
{
    /// <summary>Adds durable functions.</summary>
    public static IFunctionsWorkerApplicationBuilder ConfigureDurableExtension(this IFunctionsWorkerApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDurableTaskClient();
        return builder;
    }

    /// <summary>The durable worker of the app, to add orchestrator, activity and entity classes to.</summary>
    public static IDurableTaskWorkerBuilder ConfigureDurableWorker(this IFunctionsWorkerApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddDurableTaskWorker();
    }

    /// <summary>Adds blob triggers and bindings.</summary>
    public static IFunctionsWorkerApplicationBuilder ConfigureBlobStorageExtension(this IFunctionsWorkerApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder;
    }
}
