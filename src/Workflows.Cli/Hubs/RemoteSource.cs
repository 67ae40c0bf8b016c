using Runtime.Engine.Inspection;

namespace Workflows.Cli.Hubs;

/// <summary>Reads runs from a server.</summary>
internal sealed class RemoteSource(RunApiClient client) : RunSource
{
    private const int PageMax = 2_000;      // what the server gives at once

    public override Task<RunDescription> DescribeAsync(string id, CancellationToken cancellationToken) =>
        client.GetAsync<RunDescription>(Run(id), cancellationToken);

    public override async Task<IReadOnlyList<EventView>> EventsAsync(string id, int from, int limit, CancellationToken cancellationToken)
    {
        var found = new List<EventView>();
        for (int? next = from; next is { } start && found.Count < limit;)
        {
            var page = await client.GetAsync<EventPage>($"{Run(id)}/events?from={start}&limit={Math.Min(PageMax, limit - found.Count)}", cancellationToken);
            found.AddRange(page.Events);
            next = page.Next;
        }

        return found;
    }

    public override async Task<IReadOnlyList<EventView>> LastEventsAsync(string id, int count, CancellationToken cancellationToken) =>
        (await client.GetAsync<EventPage>($"{Run(id)}/events?last={count}", cancellationToken)).Events;

    public override Task<RunArchive> ExportAsync(string id, CancellationToken cancellationToken) => client.ExportAsync(Run(id) + "/export", cancellationToken);

    public override void Dispose() => client.Dispose();

    private static string Run(string id) => "/" + Uri.EscapeDataString(id);

    private sealed record EventPage(IReadOnlyList<EventView> Events, int? Next);
}
