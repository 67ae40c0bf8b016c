using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Runtime.Host.Invocation;

/// <summary>Calls a method and awaits what it returns. The runtime interprets the first calls and compiles a stub afterwards.</summary>
internal sealed class MethodCall
{
    private static readonly MethodInfo TaskReader = Reader(nameof(ReadTaskAsync));
    private static readonly MethodInfo ValueTaskReader = Reader(nameof(ReadValueTaskAsync));

    private readonly MethodInvoker invoker;
    private readonly Func<object, Task<object?>>? read;

    public MethodCall(MethodInfo method)
    {
        invoker = MethodInvoker.Create(method);
        read = ReaderFor(method.ReturnType);
    }

    /// <summary>The value, or null for a method that returns none.</summary>
    public Task<object?> InvokeAsync(object? instance, object?[] arguments)
    {
        object? returned;
        try
        {
            returned = invoker.Invoke(instance, arguments.AsSpan());
        }
        catch (TargetInvocationException wrapped) when (wrapped.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(wrapped.InnerException);
            throw;
        }
        return read is null || returned is null ? Task.FromResult(returned) : read(returned);
    }

    private static Func<object, Task<object?>>? ReaderFor(Type type)
    {
        if (type == typeof(Task))
            return static returned => AwaitAsync((Task)returned);
        if (type == typeof(ValueTask))
            return static returned => AwaitAsync(((ValueTask)returned).AsTask());
        if (!type.IsGenericType)
            return null;
        var definition = type.GetGenericTypeDefinition();
        if (definition == typeof(Task<>))
            return TaskReader.MakeGenericMethod(type.GenericTypeArguments).CreateDelegate<Func<object, Task<object?>>>();
        if (definition == typeof(ValueTask<>))
            return ValueTaskReader.MakeGenericMethod(type.GenericTypeArguments).CreateDelegate<Func<object, Task<object?>>>();
        return null;
    }

    private static async Task<object?> AwaitAsync(Task task)
    {
        await task;
        return null;
    }

    private static async Task<object?> ReadTaskAsync<T>(object task) => await (Task<T>)task;

    private static async Task<object?> ReadValueTaskAsync<T>(object task) => await (ValueTask<T>)task;

    private static MethodInfo Reader(string name) => typeof(MethodCall).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
}
