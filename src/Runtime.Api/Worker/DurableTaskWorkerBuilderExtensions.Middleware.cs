using Microsoft.DurableTask.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask.Worker;

/// <content>Middlewares. The one added first is the outermost.</content>
public static partial class DurableTaskWorkerBuilderExtensions
{
    /// <summary>Runs code around every orchestrator; it is replayed with it.</summary>
    public static IDurableTaskWorkerBuilder UseOrchestrationMiddleware(
        this IDurableTaskWorkerBuilder builder, Func<TaskOrchestrationMiddlewareContext, TaskOrchestrationMiddlewareDelegate, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var middleware = new HandlerOrchestrationMiddleware(handler);
        return builder.UseMiddleware(options => options.Orchestrations.Add(_ => middleware));
    }

    /// <summary>Runs a middleware around every orchestrator, made with the services of the execution; it is replayed with it.</summary>
    public static IDurableTaskWorkerBuilder UseOrchestrationMiddleware<TMiddleware>(this IDurableTaskWorkerBuilder builder)
        where TMiddleware : class, ITaskOrchestrationMiddleware =>
        builder.UseMiddleware(options => options.Orchestrations.Add(ActivatorUtilities.GetServiceOrCreateInstance<TMiddleware>));

    /// <summary>Runs code around every activity.</summary>
    public static IDurableTaskWorkerBuilder UseActivityMiddleware(
        this IDurableTaskWorkerBuilder builder, Func<TaskActivityMiddlewareContext, TaskActivityMiddlewareDelegate, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var middleware = new HandlerActivityMiddleware(handler);
        return builder.UseMiddleware(options => options.Activities.Add(_ => middleware));
    }

    /// <summary>Runs a middleware around every activity, made with the services of the execution.</summary>
    public static IDurableTaskWorkerBuilder UseActivityMiddleware<TMiddleware>(this IDurableTaskWorkerBuilder builder)
        where TMiddleware : class, ITaskActivityMiddleware =>
        builder.UseMiddleware(options => options.Activities.Add(ActivatorUtilities.GetServiceOrCreateInstance<TMiddleware>));

    private static IDurableTaskWorkerBuilder UseMiddleware(this IDurableTaskWorkerBuilder builder, Action<TaskMiddlewareOptions> add)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(builder.Name, add);
        return builder;
    }

    private sealed class HandlerOrchestrationMiddleware(Func<TaskOrchestrationMiddlewareContext, TaskOrchestrationMiddlewareDelegate, Task> handler)
        : ITaskOrchestrationMiddleware
    {
        public Task InvokeAsync(TaskOrchestrationMiddlewareContext context, TaskOrchestrationMiddlewareDelegate next) => handler(context, next);
    }

    private sealed class HandlerActivityMiddleware(Func<TaskActivityMiddlewareContext, TaskActivityMiddlewareDelegate, Task> handler)
        : ITaskActivityMiddleware
    {
        public Task InvokeAsync(TaskActivityMiddlewareContext context, TaskActivityMiddlewareDelegate next) => handler(context, next);
    }
}
