using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Runtime.Host.Invocation;
using Runtime.Host.Logging;

namespace Runtime.Host.Durable;

/// <summary>
/// An [OrchestrationTrigger] method as the engine sees it. Nothing here awaits anything but the function, so replay stays on its thread.
/// </summary>
internal sealed class FunctionOrchestrator(FunctionRuntime runtime, FunctionEntry function) : ITaskOrchestrator
{
    public Type InputType { get; } = function.Model.InputType;

    public Type OutputType => typeof(object);

    public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input)
    {
        var services = new InvocationServices(runtime.Services);
        var invocation = new InvocationContext(function, services, new InvocationSource { Trigger = context, Input = input });
        FunctionContextLink.Attach(context, invocation);
        try
        {
            await runtime.Pipeline.RunAsync(invocation);
            return invocation.Result;
        }
        finally
        {
            _ = DisposeAsync(services);       // not awaited: a service that shuts down slowly must not hold the orchestration's turn
        }
    }

    private async Task DisposeAsync(InvocationServices services)
    {
        try
        {
            await services.DisposeAsync();
        }
        catch (Exception error)
        {
            runtime.Services.GetRequiredService<ILogger<FunctionOrchestrator>>().ScopeNotDisposed(error);
        }
    }
}
