namespace Microsoft.Azure.Functions.Worker;

/// <summary>The value of one input of a call.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public abstract class InputBindingData<T>
{
    /// <summary>The binding.</summary>
    public abstract BindingMetadata BindingMetadata { get; }

    /// <summary>The value; what is set here is what the function gets.</summary>
    public abstract T? Value { get; set; }
}

/// <summary>The value of one output of a call.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public abstract class OutputBindingData<T>
{
    /// <summary>Kind of the binding, such as <c>queue</c>.</summary>
    public abstract string BindingType { get; }

    /// <summary>Name of the binding.</summary>
    public abstract string Name { get; }

    /// <summary>The value; what is set here is what goes out.</summary>
    public abstract T? Value { get; set; }
}

/// <summary>What a function returned.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public abstract class InvocationResult<T>
{
    /// <summary>The value; what is set here takes its place.</summary>
    public abstract T? Value { get; set; }
}

/// <summary>What a function returned, of any type.</summary>
public abstract class InvocationResult : InvocationResult<object>
{
}
