using Microsoft.Azure.Functions.Worker;

namespace Microsoft.DurableTask.Worker.Middleware;

/// <summary>The function call behind a Durable Task middleware.</summary>
public static class DurableTaskMiddlewareContextExtensionMethods
{
    /// <summary>The function call that runs the orchestrator; null before it has begun and outside of Functions.</summary>
    public static FunctionContext? GetFunctionContext(this TaskOrchestrationMiddlewareContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return FunctionContextLink.Find(context.OrchestrationContext);
    }

    /// <summary>The function call that runs the activity, as far as the host has set it as a feature; null outside of Functions.</summary>
    public static FunctionContext? GetFunctionContext(this TaskActivityMiddlewareContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<FunctionContext>();
    }
}
