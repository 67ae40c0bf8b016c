using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Engine.History;
using Runtime.Engine.Inspection;
using Runtime.Engine.Pumps;
using Workflows.Activities.Streams;
using Workflows.Contracts.People;
using Workflows.Functions.Entities;

namespace Workflows.Cli.Hubs;

/// <summary>Steers runs of a hub that nobody else has open. What it decides is stored; the next <c>run</c> or <c>dev</c> carries it on.</summary>
internal sealed class LocalSteering(AppHost app, HubPlace place) : RunSteering
{
    public override bool IsLive => false;

    public override Task TerminateAsync(string id, string? reason, bool recursive, CancellationToken cancellationToken) =>
        SendAsync(id, new TerminateRequested(reason is null ? null : JsonSerializer.Serialize(reason), recursive));

    public override Task SuspendAsync(string id, string? reason, CancellationToken cancellationToken) => SendAsync(id, new SuspendRequested(reason));

    public override Task ResumeAsync(string id, string? reason, CancellationToken cancellationToken) => SendAsync(id, new ResumeRequested(reason));

    public override Task RaiseAsync(string id, string name, string? json, CancellationToken cancellationToken) => SendAsync(id, new EventReceived(name, json));

    public override async Task RewindAsync(string id, string? reason, CancellationToken cancellationToken) =>
        Check(id, await app.Engine.RewindAsync(Run(id), reason));

    public override async Task PurgeAsync(string id, CancellationToken cancellationToken)
    {
        Check(id, await app.Engine.PurgeAsync(Run(id)));
        app.Services.GetRequiredService<RunStreams>().Delete(id);
    }

    public override async Task<string> ForkAsync(ForkRequest request, CancellationToken cancellationToken)
    {
        Run(request.SourceId);
        try
        {
            return await app.Engine.ForkAsync(request);
        }
        catch (ArgumentException error)
        {
            throw new CliException(ExitCode.BadInput, WithoutParameter(error));
        }
    }

    public override async Task<int> ImportAsync(RunArchive archive, CancellationToken cancellationToken)
    {
        try
        {
            return await app.Engine.ImportAsync(archive);
        }
        catch (ArgumentException error)
        {
            throw new CliException(ExitCode.Failed, WithoutParameter(error));
        }
    }

    public override Task<IReadOnlyList<InboxItem>> InboxAsync(CancellationToken cancellationToken) => InboxReader.ReadAsync(app.Client, cancellationToken);

    public override Task DecideAsync(InboxItem item, Decision decision, CancellationToken cancellationToken) =>
        RaiseAsync(item.Run, InboxItem.EventOf(item.Id), JsonSerializer.Serialize(decision), cancellationToken);

    public override ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task SendAsync(string id, HistoryEvent item) => Check(id, await app.Engine.SendAsync(Run(id), item));

    private string Run(string id) => id.StartsWith('@') || app.Engine.Find(id) is null ? throw place.NoRun(id) : id;

    private void Check(string id, CommandResult result)
    {
        if (result == CommandResult.Accepted)
            return;
        var status = app.Engine.Find(id)?.Status;
        throw result switch
        {
            CommandResult.NotFound => place.NoRun(id),
            CommandResult.AlreadyFinished => new CliException(ExitCode.Failed, $"Run {id} has finished ({status})."),
            CommandResult.NotFinished => new CliException(ExitCode.Failed, $"Run {id} has not finished ({status}); terminate it first."),
            CommandResult.NotFailed => new CliException(ExitCode.Failed, $"Only a failed run can be rewound; {id} is {status}."),
            CommandResult.HoldsLock => new CliException(ExitCode.Failed, $"Run {id} failed with entity locks in its hands, which are gone; it cannot be rewound."),
            _ => new CliException(ExitCode.Failed, $"Run {id}: {result}."),
        };
    }

    // The framework adds the name of a parameter, which says nothing to the person at the terminal.
    private static string WithoutParameter(ArgumentException error) =>
        error.Message.Replace($" (Parameter '{error.ParamName}')", "", StringComparison.Ordinal);
}
