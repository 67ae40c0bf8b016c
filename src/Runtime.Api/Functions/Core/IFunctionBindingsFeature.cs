namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the host must offer so that middleware can see and change inputs and outputs.</summary>
internal interface IFunctionBindingsFeature
{
    /// <summary>What the function returned; null before it has.</summary>
    object? InvocationResult { get; set; }

    /// <summary>The output values by the names of their bindings.</summary>
    IDictionary<string, object?> Outputs { get; }

    /// <summary>The value of an input, bound once.</summary>
    ValueTask<object?> GetInputAsync(BindingMetadata binding);

    /// <summary>Replaces the value of an input.</summary>
    void SetInput(BindingMetadata binding, object? value);
}
