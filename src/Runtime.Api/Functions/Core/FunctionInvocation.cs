namespace Microsoft.Azure.Functions.Worker;

/// <summary>The identity of a call.</summary>
public abstract class FunctionInvocation
{
    /// <summary>Id of the call.</summary>
    public abstract string Id { get; }

    /// <summary>Id of the function.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The trace it belongs to.</summary>
    public abstract TraceContext TraceContext { get; }
}
