using Runtime.Engine.History;
using Runtime.Engine.Inspection;
using Runtime.Engine.Store;
using Runtime.TaskHub.Sqlite;

namespace Workflows.Cli.Hubs;

/// <summary>Reads a hub's file as of one moment. Only why a run waits is asked of the process that has the hub open, when it answers HTTP.</summary>
internal sealed class SnapshotSource(HubPlace place) : RunSource
{
    private const int ChildrenMax = 100;
    private const int PayloadMax = 2_000;
    private static readonly TimeSpan OwnerPatience = TimeSpan.FromSeconds(3);       // the file answers too, only less exactly

    private readonly HubSnapshot? snapshot = place.OpenSnapshot();

    public override async Task<RunDescription> DescribeAsync(string id, CancellationToken cancellationToken)
    {
        var row = Require(id);
        var children = snapshot!.Query(new RunQuery { ParentId = row.Id, Limit = ChildrenMax }).Runs;
        return RunDescriber.Describe(row, snapshot.ReadEnds(row)) with
        {
            Children = [.. children.Select(child => child.Id)],
            Wait = row.IsFinished ? null : await AskOwnerAsync(id, cancellationToken) ?? await ReplayAsync(row, cancellationToken),
        };
    }

    public override Task<IReadOnlyList<EventView>> EventsAsync(string id, int from, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EventView>>([.. Events(id).Skip(from).Take(limit)]);

    public override Task<IReadOnlyList<EventView>> LastEventsAsync(string id, int count, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EventView>>([.. Events(id).TakeLast(count)]);

    public override async Task<RunArchive> ExportAsync(string id, CancellationToken cancellationToken) =>
        await snapshot!.ExportAsync(Require(id).Id, DateTime.UtcNow) ?? throw place.NoRun(id);

    public override void Dispose() => snapshot?.Dispose();

    private RunRow Require(string id) => id.StartsWith('@') ? throw place.NoRun(id) : snapshot?.Find(id) ?? throw place.NoRun(id);

    private IEnumerable<EventView> Events(string id) => EventViewer.Show(Turns(Require(id)), PayloadMax);

    private IEnumerable<Turn> Turns(RunRow row) => snapshot!.ReadHistory(row.Id).Select(chunk => HistoryCodec.Decode(chunk));

    /// <summary>Null when nobody has the hub open, or the owner does not answer.</summary>
    private async Task<RunWait?> AskOwnerAsync(string id, CancellationToken cancellationToken)
    {
        if (place.Owner()?.Address is not { } address)
            return null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(OwnerPatience);
        try
        {
            using var client = new RunApiClient(address.ToString());
            return await client.GetAsync<RunWait>($"/{Uri.EscapeDataString(id)}/wait", limit.Token);
        }
        catch (Exception error) when (error is CliException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<RunWait> ReplayAsync(RunRow row, CancellationToken cancellationToken)
    {
        await using var app = await AppHost.StartWithoutHubAsync(cancellationToken);
        return await app.Engine.ExplainWaitAsync(row, Turns(row), snapshot!.LockOwner);
    }
}
