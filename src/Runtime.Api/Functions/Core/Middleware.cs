namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Runs a call, or the rest of it.</summary>
public delegate Task FunctionExecutionDelegate(FunctionContext context);

/// <summary>Runs around every call.</summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Runs around one call.</summary>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
