namespace Microsoft.Azure.Functions.Worker.Context.Features;

/// <summary>The values a function is called with.</summary>
/// <param name="values">The values in the order of the parameters; changing one changes what the function gets.</param>
public class FunctionInputBindingResult(object?[] values)
{
    /// <summary>The values in the order of the parameters.</summary>
    public object?[] Values { get; } = values;
}

/// <summary>Binds the inputs of a call, once.</summary>
public interface IFunctionInputBindingFeature
{
    /// <summary>The values the function is called with.</summary>
    ValueTask<FunctionInputBindingResult> BindFunctionInputAsync(FunctionContext context);
}
