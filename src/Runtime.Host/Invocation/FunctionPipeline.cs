using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Runtime.Host.Observability;
using Runtime.Host.Outputs;
using Workflows.Runtime;

namespace Runtime.Host.Invocation;

/// <summary>User middleware around the call itself. One pipeline serves every function.</summary>
internal sealed class FunctionPipeline
{
    private readonly IFunctionActivator activator;
    private readonly InvocationTelemetry telemetry;
    private readonly FunctionExecutionDelegate run;

    public FunctionPipeline(MiddlewareList middleware, IFunctionActivator activator, InvocationTelemetry telemetry)
    {
        this.activator = activator;
        this.telemetry = telemetry;
        run = middleware.Build(CallAsync);
    }

    /// <summary>Runs the function and leaves in <see cref="InvocationContext.Result"/> what it returned. Exceptions are its own.</summary>
    public async Task RunAsync(InvocationContext context)
    {
        using var scope = telemetry.BeginScope(context);
        var span = InvocationTelemetry.StartSpan(context);
        var began = InvocationTelemetry.CallBegins(context);
        Exception? failure = null;
        try
        {
            await run(context);
            if (context.Function.Model.Outputs.Count > 0)
                await OutputWriter.WriteAsync(context);
        }
        catch (OperationCanceledException error) when (context.TimedOut)
        {
            failure = error;
            throw new FunctionTimeoutException(context.Function.Model.Name, context.Function.Timeout!.Value, error);
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            InvocationTelemetry.EndSpan(span, failure);
            InvocationTelemetry.CallEnded(context, began, failure is not null);
        }
    }

    private async Task CallAsync(FunctionContext context)
    {
        var invocation = (InvocationContext)context;
        await InvokeAsync(invocation, invocation.Function);
        OutputWriter.Collect(invocation);
    }

    private async Task InvokeAsync(InvocationContext invocation, FunctionEntry function)
    {
        var arguments = (await invocation.Bindings.BindFunctionInputAsync(invocation)).Values;
        if (function.Model.Method.IsStatic)
        {
            invocation.Result = await function.Call.InvokeAsync(instance: null, arguments);
            return;
        }
        var instance = activator.CreateInstance(function.Model.Class, invocation);
        try
        {
            invocation.Result = await function.Call.InvokeAsync(instance, arguments);
        }
        finally
        {
            await DisposeAsync(instance);
        }
    }

    private static async ValueTask DisposeAsync(object? instance)
    {
        if (instance is IAsyncDisposable later)
            await later.DisposeAsync();
        else
            (instance as IDisposable)?.Dispose();
    }
}
