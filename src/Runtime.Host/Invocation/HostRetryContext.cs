using Microsoft.Azure.Functions.Worker;

namespace Runtime.Host.Invocation;

/// <summary>Functions with durable and HTTP triggers are not retried by the host.</summary>
internal sealed class HostRetryContext : RetryContext
{
    public static readonly HostRetryContext None = new();

    public override int RetryCount => 0;

    public override int MaxRetryCount => 0;
}
