using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Discovery;
using Runtime.Host.Triggers;

namespace Runtime.Host.Invocation;

/// <summary>A function ready to be called.</summary>
internal sealed class FunctionEntry(FunctionModel model, TimeSpan? timeout)
{
    private HostFunctionDefinition? definition;
    private MethodCall? call;
    private TriggerRetry? retry;

    public FunctionModel Model { get; } = model;

    public TimeSpan? Timeout { get; } = timeout;

    /// <summary>Made on first use, as is the call below: a start does not pay for functions that nobody calls.</summary>
    public HostFunctionDefinition Definition => definition ??= new HostFunctionDefinition(Model);

    public TriggerRetry Retry => retry ??= TriggerRetry.Read(Model.Method.GetCustomAttribute<RetryAttribute>());

    public MethodCall Call => call ??= new MethodCall(Model.Method);
}
