namespace Microsoft.DurableTask.Worker.Middleware;

/// <summary>The rest of an activity's pipeline: further middlewares, then the activity.</summary>
/// <param name="context">The invocation.</param>
public delegate Task TaskActivityMiddlewareDelegate(TaskActivityMiddlewareContext context);

/// <summary>Code around an activity; it may do what an activity may do.</summary>
public interface ITaskActivityMiddleware
{
    /// <summary>Runs around the activity; without a call of <paramref name="next"/> the activity does not run.</summary>
    Task InvokeAsync(TaskActivityMiddlewareContext context, TaskActivityMiddlewareDelegate next);
}
