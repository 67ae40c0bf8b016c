using Microsoft.DurableTask;
using Runtime.Engine.Pumps;
using Runtime.Host.Invocation;

namespace Runtime.Host.Durable;

/// <summary>An [ActivityTrigger] method as the engine sees it.</summary>
internal sealed class FunctionActivity(FunctionRuntime runtime, FunctionEntry function) : ITaskActivity
{
    public Type InputType { get; } = function.Model.InputType;

    public Type OutputType => typeof(object);

    public async Task<object?> RunAsync(TaskActivityContext context, object? input)
    {
        var source = new InvocationSource
        {
            Activity = context,
            Input = input,
            Cancellation = (context as DurableActivityContext)?.CancellationToken ?? CancellationToken.None,
        };
        await using var services = new InvocationServices(runtime.Services);
        using var invocation = new InvocationContext(function, services, source);
        await runtime.Pipeline.RunAsync(invocation);
        return invocation.Result;
    }
}
