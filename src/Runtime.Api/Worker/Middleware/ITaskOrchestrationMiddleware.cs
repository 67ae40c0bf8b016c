namespace Microsoft.DurableTask.Worker.Middleware;

/// <summary>The rest of an orchestration's pipeline: further middlewares, then the orchestrator.</summary>
/// <param name="context">The invocation.</param>
public delegate Task TaskOrchestrationMiddlewareDelegate(TaskOrchestrationMiddlewareContext context);

/// <summary>
/// Code around an orchestrator. It is replayed with it and must be as deterministic: it awaits only what the orchestration's context makes.
/// </summary>
public interface ITaskOrchestrationMiddleware
{
    /// <summary>Runs around the orchestrator; without a call of <paramref name="next"/> the orchestrator does not run.</summary>
    Task InvokeAsync(TaskOrchestrationMiddlewareContext context, TaskOrchestrationMiddlewareDelegate next);
}
