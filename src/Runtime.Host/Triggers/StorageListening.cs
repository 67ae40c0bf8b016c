using Runtime.Host.Blobs;
using Runtime.Host.Queues;

namespace Runtime.Host.Triggers;

/// <summary>What the listeners of queues and blobs share.</summary>
internal sealed record StorageListening(QueueOptions Queues, BlobOptions Blobs);
