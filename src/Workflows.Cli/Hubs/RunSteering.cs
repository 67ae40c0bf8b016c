using Runtime.Engine.Inspection;
using Runtime.TaskHub;
using Workflows.Contracts.People;

namespace Workflows.Cli.Hubs;

/// <summary>
/// Where verbs that change a run go. The hub's lock decides: when nobody has it open, this process opens it, does the one thing without carrying
/// runs on, and closes it; otherwise the owner is asked over HTTP.
/// </summary>
internal abstract class RunSteering : IAsyncDisposable
{
    /// <summary>Whether a process carries the runs of this hub on.</summary>
    public abstract bool IsLive { get; }

    /// <param name="hub">The hub's folder; null for the default.</param>
    /// <param name="url">A server to ask; null looks for the owner.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CliException">The address is none.</exception>
    /// <exception cref="TaskHubException">The hub cannot be used, or its owner answers no HTTP.</exception>
    public static async Task<RunSteering> OpenAsync(string? hub, string? url, CancellationToken cancellationToken)
    {
        if (url is not null)
            return new RemoteSteering(new RunApiClient(url));
        var place = HubPlace.Of(hub);
        try
        {
            return new LocalSteering(await AppHost.StartIdleAsync(place.Folder, cancellationToken), place);
        }
        catch (TaskHubException error) when (error.Problem == TaskHubProblem.InUse)
        {
            if (place.Owner()?.Address is { } address)
                return new RemoteSteering(new RunApiClient(address.ToString()));
            throw new TaskHubException(TaskHubProblem.InUse, error.Message + " It answers no HTTP, so it cannot be asked to do this; dev would.", error);
        }
    }

    public abstract Task TerminateAsync(string id, string? reason, bool recursive, CancellationToken cancellationToken);

    public abstract Task SuspendAsync(string id, string? reason, CancellationToken cancellationToken);

    public abstract Task ResumeAsync(string id, string? reason, CancellationToken cancellationToken);

    public abstract Task RewindAsync(string id, string? reason, CancellationToken cancellationToken);

    /// <param name="id">The run.</param>
    /// <param name="name">The event.</param>
    /// <param name="json">Its payload; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Task RaiseAsync(string id, string name, string? json, CancellationToken cancellationToken);

    public abstract Task PurgeAsync(string id, CancellationToken cancellationToken);

    /// <returns>The new run's id.</returns>
    public abstract Task<string> ForkAsync(ForkRequest request, CancellationToken cancellationToken);

    /// <returns>How many runs and entities came in.</returns>
    public abstract Task<int> ImportAsync(RunArchive archive, CancellationToken cancellationToken);

    /// <returns>What people are asked to decide; those due first first.</returns>
    public abstract Task<IReadOnlyList<InboxItem>> InboxAsync(CancellationToken cancellationToken);

    /// <summary>Sends a person's decision to the run that waits for it.</summary>
    public abstract Task DecideAsync(InboxItem item, Decision decision, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
