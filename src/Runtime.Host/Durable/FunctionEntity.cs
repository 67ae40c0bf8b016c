using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Runtime.Host.Invocation;

namespace Runtime.Host.Durable;

/// <summary>An [EntityTrigger] method as the engine sees it.</summary>
internal sealed class FunctionEntity(FunctionRuntime runtime, FunctionEntry function) : ITaskEntity
{
    public async ValueTask<object?> RunAsync(TaskEntityOperation operation)
    {
        await using var scope = new InvocationServices(runtime.Services);
        var dispatcher = new TaskEntityDispatcher(operation, scope);
        var invocation = new InvocationContext(function, scope, new InvocationSource { Trigger = dispatcher });
        await runtime.Pipeline.RunAsync(invocation);
        return dispatcher.Result;
    }
}
