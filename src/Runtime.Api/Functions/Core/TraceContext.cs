using System.Collections.ObjectModel;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The W3C trace a call belongs to.</summary>
public abstract class TraceContext
{
    /// <summary>The traceparent.</summary>
    public abstract string TraceParent { get; }

    /// <summary>The tracestate.</summary>
    public abstract string TraceState { get; }

    /// <summary>Attributes of the caller; never null.</summary>
    public virtual IReadOnlyDictionary<string, string> Attributes => ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Baggage of the caller; never null.</summary>
    public virtual IReadOnlyDictionary<string, string> Baggage => ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>Which attempt a call is.</summary>
public abstract class RetryContext
{
    /// <summary>Attempts before this one.</summary>
    public abstract int RetryCount { get; }

    /// <summary>Most retries there will be.</summary>
    public abstract int MaxRetryCount { get; }
}
