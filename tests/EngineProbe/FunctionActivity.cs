using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace EngineProbe;

/// <summary>An activity function; its class comes from the app's services.</summary>
internal sealed class FunctionActivity(string name, MethodInfo method, IServiceProvider services) : ITaskActivity
{
    public Type InputType => method.GetParameters().First(parameter => parameter.IsDefined(typeof(ActivityTriggerAttribute))).ParameterType;

    public Type OutputType => method.ReturnType;

    public async Task<object?> RunAsync(TaskActivityContext context, object? input)
    {
        await using var scope = services.CreateAsyncScope();
        var target = method.IsStatic ? null : ActivatorUtilities.CreateInstance(scope.ServiceProvider, method.DeclaringType!);
        var arguments = method.GetParameters().Select(parameter => Argument(parameter, input, scope.ServiceProvider)).ToArray();
        return await Returned.OfAsync(method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null));
    }

    private object? Argument(ParameterInfo parameter, object? input, IServiceProvider scoped) => parameter switch
    {
        _ when parameter.IsDefined(typeof(ActivityTriggerAttribute)) => input,
        { ParameterType: var type } when type == typeof(CancellationToken) => CancellationToken.None,
        { ParameterType: var type } when type == typeof(FunctionContext) => new ProbeContext(name, scoped),
        _ => throw new NotSupportedException($"{name}: only the Functions host has a {parameter.ParameterType.Name}."),
    };
}
