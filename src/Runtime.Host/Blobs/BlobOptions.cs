using Runtime.Host.Queues;
using Workflows.Storage;

namespace Runtime.Host.Blobs;

/// <summary>What all blob functions share.</summary>
/// <param name="Accounts">Where the containers are.</param>
/// <param name="Settings">host.json.</param>
/// <param name="Queues">How often an unchanged container is looked at, and how poison messages are written.</param>
/// <param name="Folder">Where receipts survive.</param>
internal sealed record BlobOptions(IStorageAccounts Accounts, BlobSettings Settings, QueueSettings Queues, string Folder);
