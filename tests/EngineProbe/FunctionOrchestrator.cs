using System.Reflection;
using Microsoft.DurableTask;

namespace EngineProbe;

/// <summary>An orchestrator function, called as the Functions host calls it: the context, then the input.</summary>
internal sealed class FunctionOrchestrator(MethodInfo method) : ITaskOrchestrator
{
    public Type InputType => method.GetParameters() is [_, var input, ..] ? input.ParameterType : typeof(object);

    public Type OutputType => method.ReturnType.GenericTypeArguments is [var output] ? output : typeof(object);

    public Task<object?> RunAsync(TaskOrchestrationContext context, object? input) =>
        Returned.OfAsync(method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, method.GetParameters().Length == 1 ? [context] : [context, input], null));
}
