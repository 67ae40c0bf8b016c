using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.DurableTask.Entities;

/// <summary>Finds and calls the public methods that are the operations of an entity or of a state object.</summary>
internal static class EntityOperations
{
    // Keyed weakly: an entity type from an unloadable assembly must not be kept alive by this table.
    private static readonly ConditionalWeakTable<Type, FrozenDictionary<string, Operation[]>> ByType = [];

    /// <summary>The operation of that name, or null.</summary>
    /// <exception cref="AmbiguousMatchException">Two public methods bear the name.</exception>
    internal static Operation? Find(Type type, string name)
    {
        var operations = ByType.GetValue(type, Collect);
        if (!operations.TryGetValue(name, out var found))
            return null;

        return found.Length == 1
            ? found[0]
            : throw new AmbiguousMatchException($"'{type}' has {found.Length} public methods for the operation '{name}'; one is allowed.");
    }

    private static FrozenDictionary<string, Operation[]> Collect(Type type) => type
        .GetMethods(BindingFlags.Instance | BindingFlags.Public)
        .Where(IsOperation)
        .GroupBy(method => method.Name, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(
            group => group.Key, group => group.Select(method => new Operation(method)).ToArray(), StringComparer.OrdinalIgnoreCase);

    private static bool IsOperation(MethodInfo method)
    {
        var declaring = method.GetBaseDefinition().DeclaringType!;
        return declaring != typeof(object)
            && !(declaring.IsGenericType && declaring.GetGenericTypeDefinition() == typeof(TaskEntity<>))
            && method is { IsSpecialName: false, ContainsGenericParameters: false };
    }

    internal sealed class Operation(MethodInfo method)
    {
        private readonly ParameterInfo[] parameters = method.GetParameters();

        internal async ValueTask<object?> InvokeAsync(object target, TaskEntityOperation operation)
        {
            var arguments = Bind(operation);
            var result = method.Invoke(target, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            return await AwaitAsync(result);
        }

        private object?[] Bind(TaskEntityOperation operation)
        {
            var arguments = new object?[parameters.Length];
            ParameterInfo? input = null;
            for (var i = 0; i < parameters.Length; i++)
            {
                var parameter = parameters[i];
                if (parameter.ParameterType == typeof(TaskEntityContext))
                    arguments[i] = operation.Context;
                else if (parameter.ParameterType == typeof(TaskEntityOperation))
                    arguments[i] = operation;
                else if (input is not null)
                    throw new InvalidOperationException(
                        $"Operation '{operation.Name}' takes two inputs, '{input.Name}' and '{parameter.Name}'; one is allowed.");
                else
                    arguments[i] = Input(input = parameter, operation);
            }

            return arguments;
        }

        private static object? Input(ParameterInfo parameter, TaskEntityOperation operation)
        {
            if (operation.HasInput)
                return operation.GetInput(parameter.ParameterType);

            return parameter.HasDefaultValue
                ? parameter.DefaultValue
                : throw new InvalidOperationException(
                    $"Operation '{operation.Name}' needs the input '{parameter.Name}' ({parameter.ParameterType}), and none was given.");
        }

        private async ValueTask<object?> AwaitAsync(object? result)
        {
            switch (result)
            {
                case ValueTask plain:
                    await plain;
                    return null;
                case Task task:
                    await task;
                    return Result(task);
                case not null when IsValueTaskOfT(method.ReturnType):
                    var typed = (Task)method.ReturnType.GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(result, null)!;
                    await typed;
                    return Result(typed);
                default:
                    return result;
            }
        }

        // The declared type decides: a Task that carries an internal "no result" value has none.
        private object? Result(Task task) =>
            method.ReturnType.IsGenericType ? task.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(task) : null;

        private static bool IsValueTaskOfT(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>);
    }
}
