namespace Microsoft.Azure.Functions.Worker;

/// <summary>One call of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>Id of the call.</summary>
    public abstract string InvocationId { get; }

    /// <summary>Id of the function.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The trace the call belongs to.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>What the trigger says about the call.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>Which attempt this is.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>Services of this call.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Whatever middleware and function share during the call.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>What the host offers during the call.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when the call is no longer wanted.</summary>
    public virtual CancellationToken CancellationToken => CancellationToken.None;
}
