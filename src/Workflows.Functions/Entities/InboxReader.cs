using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Workflows.Contracts.People;

namespace Workflows.Functions.Entities;

/// <summary>Reads the inbox from outside of runs.</summary>
public static class InboxReader
{
    private const int ItemsMax = 1_000;         // nobody reads more; those due first are shown

    /// <summary>The open items, those due first first.</summary>
    /// <param name="client">The app's client.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<InboxItem>> ReadAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var items = new List<InboxItem>();
        var all = client.Entities.GetAllEntitiesAsync<InboxItem>(new EntityQuery { InstanceIdStartsWith = $"@{nameof(InboxEntry)}@", IncludeState = true });
        await foreach (var entity in all.WithCancellation(cancellationToken))
        {
            if (entity.IncludesState && entity.State is { } item)
                items.Add(item);
        }

        return [.. items.OrderBy(item => item.DueAt).ThenBy(item => item.Id, StringComparer.Ordinal).Take(ItemsMax)];
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
        var entity = await client.Entities.GetEntityAsync<InboxItem>(new EntityInstanceId(nameof(InboxEntry), id), cancellation: cancellationToken);
        return entity is { IncludesState: true } ? entity.State : null;
    }
}
