namespace Microsoft.Azure.Functions.Worker;

/// <summary>Inputs and outputs of a call, for middleware.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>The value of an input; what is set there is what the function gets.</summary>
    /// <exception cref="InvalidOperationException">The host does not offer this here, or the value is of another type.</exception>
    public static async ValueTask<InputBindingData<T>> BindInputAsync<T>(this FunctionContext context, BindingMetadata bindingMetadata)
    {
        ArgumentNullException.ThrowIfNull(bindingMetadata);
        var bindings = Bindings(context);
        var value = await bindings.GetInputAsync(bindingMetadata);
        return new Input<T>(bindings, bindingMetadata, Cast<T>(value));
    }

    /// <summary>What the function returned; what is set there takes its place.</summary>
    /// <exception cref="InvalidOperationException">The host does not offer this here, or the value is of another type.</exception>
    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context)
    {
        var bindings = Bindings(context);
        _ = Cast<T>(bindings.InvocationResult);
        return new Result<T>(bindings);
    }

    /// <summary>What the function returned; what is set there takes its place.</summary>
    public static InvocationResult GetInvocationResult(this FunctionContext context) => new Result(Bindings(context));

    /// <summary>The outputs of the call whose values are of that type.</summary>
    public static IEnumerable<OutputBindingData<T>> GetOutputBindings<T>(this FunctionContext context)
    {
        var bindings = Bindings(context);
        return bindings.Outputs
            .Where(output => output.Value is T)
            .Select(output => new Output<T>(
                bindings, output.Key, context.FunctionDefinition.OutputBindings.GetValueOrDefault(output.Key)?.Type ?? string.Empty))
            .ToList();
    }

    private static IFunctionBindingsFeature Bindings(FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<IFunctionBindingsFeature>()
            ?? throw new InvalidOperationException($"Inputs and outputs of '{context.FunctionDefinition.Name}' are not available here.");
    }

    private static T? Cast<T>(object? value) => value switch
    {
        T typed => typed,
        null => default,
        _ => throw new InvalidOperationException($"The value is of type '{value.GetType()}', not of type '{typeof(T)}'."),
    };

    private sealed class Input<T>(IFunctionBindingsFeature bindings, BindingMetadata metadata, T? bound) : InputBindingData<T>
    {
        private T? current = bound;

        public override BindingMetadata BindingMetadata => metadata;

        public override T? Value
        {
            get => current;
            set
            {
                current = value;
                bindings.SetInput(metadata, value);
            }
        }
    }

    private sealed class Output<T>(IFunctionBindingsFeature bindings, string name, string type) : OutputBindingData<T>
    {
        public override string BindingType => type;

        public override string Name => name;

        public override T? Value
        {
            get => Cast<T>(bindings.Outputs[name]);
            set => bindings.Outputs[name] = value;
        }
    }

    private sealed class Result<T>(IFunctionBindingsFeature bindings) : InvocationResult<T>
    {
        public override T? Value
        {
            get => Cast<T>(bindings.InvocationResult);
            set => bindings.InvocationResult = value;
        }
    }

    private sealed class Result(IFunctionBindingsFeature bindings) : InvocationResult
    {
        public override object? Value
        {
            get => bindings.InvocationResult;
            set => bindings.InvocationResult = value;
        }
    }
}
