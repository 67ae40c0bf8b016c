using Runtime.Engine.Inspection;

namespace Workflows.Cli.Hubs;

/// <summary>Where verbs that only read find runs: a hub's file, also while a process has it open, or a server.</summary>
internal abstract class RunSource : IDisposable
{
    public static RunSource Open(string? hub, string? url) => url is null ? new SnapshotSource(HubPlace.Of(hub)) : new RemoteSource(new RunApiClient(url));

    /// <summary>The run, with why it waits.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public abstract Task<RunDescription> DescribeAsync(string id, CancellationToken cancellationToken);

    /// <summary>Its events from a number on.</summary>
    /// <exception cref="CliException">There is no such run.</exception>
    public abstract Task<IReadOnlyList<EventView>> EventsAsync(string id, int from, int limit, CancellationToken cancellationToken);

    /// <summary>Its last events.</summary>
    /// <exception cref="CliException">There is no such run.</exception>
    public abstract Task<IReadOnlyList<EventView>> LastEventsAsync(string id, int count, CancellationToken cancellationToken);

    /// <summary>The run as an archive.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public abstract Task<RunArchive> ExportAsync(string id, CancellationToken cancellationToken);

    public abstract void Dispose();
}
