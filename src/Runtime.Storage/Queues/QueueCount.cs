namespace Workflows.Storage;

/// <summary>How many messages a queue holds, hidden ones included.</summary>
/// <param name="Messages">The number. An approximate one is never lower than the true one and may count messages that are deleted or have
/// expired.</param>
/// <param name="IsExact">Whether the number is exact (embedded) or approximate (Azure).</param>
public readonly record struct QueueCount(long Messages, bool IsExact);
