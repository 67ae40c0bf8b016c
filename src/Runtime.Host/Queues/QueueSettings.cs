using Workflows.Storage;

namespace Runtime.Host.Queues;

/// <summary>extensions.queues of host.json.</summary>
internal sealed record QueueSettings
{
    /// <summary>Messages fetched at a time.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>When no more than this many messages of a function run, the next batch is fetched; so both together are the most. Null: half.</summary>
    public int? NewBatchThreshold { get; init; }

    /// <summary>The longest time between two looks at an empty queue, where the store cannot wake us.</summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After a failure the message is visible again after this.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    /// <summary>A message that was tried so often goes to the poison queue.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    public QueueEncoding Encoding { get; init; } = QueueEncoding.Base64;

    public int Threshold => NewBatchThreshold ?? BatchSize / 2;
}
