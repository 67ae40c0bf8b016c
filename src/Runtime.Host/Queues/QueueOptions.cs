using Workflows.Storage;

namespace Runtime.Host.Queues;

/// <summary>What all queue functions share.</summary>
/// <param name="Accounts">Where the queues are.</param>
/// <param name="Settings">host.json.</param>
/// <param name="Lease">For how long a message is hidden at a time while it runs; after a crash it is visible again that late.</param>
internal sealed record QueueOptions(IStorageAccounts Accounts, QueueSettings Settings, TimeSpan Lease)
{
    public static readonly TimeSpan LeaseDefault = TimeSpan.FromMinutes(1);
}
