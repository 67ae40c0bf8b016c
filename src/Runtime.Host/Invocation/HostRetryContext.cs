using Microsoft.Azure.Functions.Worker;

namespace Runtime.Host.Invocation;

/// <summary>Functions with durable and HTTP triggers are not retried by the host; others are as their retry attribute says.</summary>
internal sealed class HostRetryContext(int count, int countMax) : RetryContext
{
    public static readonly HostRetryContext None = new(0, 0);

    public override int RetryCount => count;

    public override int MaxRetryCount => countMax;
}
