namespace Microsoft.Azure.Functions.Worker;

/// <summary>How a function that failed is called again by its trigger.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class RetryAttribute : Attribute
{
    /// <summary>Calls after the first one; -1 for ever.</summary>
    public int MaxRetryCount { get; set; }
}

/// <summary>Calls again after the same delay each time.</summary>
public sealed class FixedDelayRetryAttribute : RetryAttribute
{
    /// <summary>So many retries with a delay given as <c>hh:mm:ss</c>.</summary>
    public FixedDelayRetryAttribute(int maxRetryCount, string delayInterval)
    {
        MaxRetryCount = maxRetryCount;
        DelayInterval = delayInterval;
    }

    /// <summary>The delay as <c>hh:mm:ss</c>.</summary>
    public string DelayInterval { get; }
}

/// <summary>Calls again after a delay that doubles.</summary>
public sealed class ExponentialBackoffRetryAttribute : RetryAttribute
{
    /// <summary>So many retries with delays between two bounds given as <c>hh:mm:ss</c>.</summary>
    public ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval)
    {
        MaxRetryCount = maxRetryCount;
        MinimumInterval = minimumInterval;
        MaximumInterval = maximumInterval;
    }

    /// <summary>Shortest delay as <c>hh:mm:ss</c>.</summary>
    public string MinimumInterval { get; }

    /// <summary>Longest delay as <c>hh:mm:ss</c>.</summary>
    public string MaximumInterval { get; }
}
