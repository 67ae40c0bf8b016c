using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Runtime.Host.Invocation;

/// <summary>Makes the instance that a non-static function runs on, its constructor fed from the invocation's services.</summary>
internal sealed class FunctionActivator : IFunctionActivator
{
    private readonly ConcurrentDictionary<Type, ObjectFactory> factories = new();

    public object? CreateInstance(Type instanceType, FunctionContext context) =>
        factories.GetOrAdd(instanceType, static type => ActivatorUtilities.CreateFactory(type, Type.EmptyTypes))
            .Invoke(context.InstanceServices, []);
}
