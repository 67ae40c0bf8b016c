namespace Microsoft.DurableTask.Worker.Middleware;

/// <summary>The middlewares of a worker, in the order they were added: the first is the outermost.</summary>
internal sealed class TaskMiddlewareOptions
{
    internal List<Func<IServiceProvider, ITaskOrchestrationMiddleware>> Orchestrations { get; } = [];

    internal List<Func<IServiceProvider, ITaskActivityMiddleware>> Activities { get; } = [];
}
