using Workflows.Storage;

namespace Runtime.Host.Queues;

/// <summary>A queue, and the queue of the messages that were given up.</summary>
internal sealed record QueuePair(IStorageQueue Source, IStorageQueue Poison);
