namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which way a binding goes.</summary>
public enum BindingDirection
{
    /// <summary>Into the function.</summary>
    In = 0,

    /// <summary>Out of it.</summary>
    Out = 1,
}

/// <summary>One binding of a function.</summary>
public abstract class BindingMetadata
{
    /// <summary>Name of the parameter or property.</summary>
    public abstract string Name { get; }

    /// <summary>Kind of the binding, such as <c>httpTrigger</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Which way it goes.</summary>
    public abstract BindingDirection Direction { get; }
}

/// <summary>What the trigger says about the call.</summary>
public abstract class BindingContext
{
    /// <summary>The data by name.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
