using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Workflows.Contracts.People;

namespace Workflows.Functions.Entities;

/// <summary>Reads the inbox from outside of runs. Items of runs that were ended by force are none: nobody waits for them.</summary>
public static class InboxReader
{
    private const int ItemsMax = 1_000;         // nobody reads more; those due first are shown

    /// <summary>The open items, those due first first.</summary>
    /// <param name="client">The app's client.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<InboxItem>> ReadAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var open = new List<InboxItem>();
        foreach (var item in (await AllAsync(client, cancellationToken)).OrderBy(item => item.DueAt).ThenBy(item => item.Id, StringComparer.Ordinal))
        {
            if (open.Count == ItemsMax)
                break;
            if (await IsWaitedForAsync(client, item, cancellationToken))
                open.Add(item);
        }

        return open;
    }

    /// <summary>One item.</summary>
    /// <param name="client">The app's client.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The item; null when it is not open.</returns>
    public static async Task<InboxItem?> FindAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (string.IsNullOrEmpty(id) || id.Any(c => !char.IsAsciiLetterOrDigit(c)))
            return null;
        var entity = await client.Entities.GetEntityAsync<InboxItem>(PlaceOf(id), cancellation: cancellationToken);
        return entity is { IncludesState: true, State: { } item } && await IsWaitedForAsync(client, item, cancellationToken) ? item : null;
    }

    /// <summary>Takes out the items that nobody waits for any more.</summary>
    /// <param name="client">The app's client.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many there were.</returns>
    public static async Task<int> TidyAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var item in await AllAsync(client, cancellationToken))
        {
            if (await IsWaitedForAsync(client, item, cancellationToken))
                continue;
            await client.Entities.SignalEntityAsync(PlaceOf(item.Id), nameof(InboxEntry.Close), cancellation: cancellationToken);
            count++;
        }

        return count;
    }

    private static async Task<List<InboxItem>> AllAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var items = new List<InboxItem>();
        var all = client.Entities.GetAllEntitiesAsync<InboxItem>(new EntityQuery { InstanceIdStartsWith = $"@{nameof(InboxEntry)}@", IncludeState = true });
        await foreach (var entity in all.WithCancellation(cancellationToken))
        {
            if (entity.IncludesState && entity.State is { } item)
                items.Add(item);
        }

        return items;
    }

    private static async Task<bool> IsWaitedForAsync(DurableTaskClient client, InboxItem item, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(item.Run, cancellationToken) is { IsCompleted: false };

    private static EntityInstanceId PlaceOf(string id) => new(nameof(InboxEntry), id);
}
