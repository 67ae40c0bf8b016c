using Microsoft.DurableTask.Client;
using Workflows.Cli.Views;

namespace Workflows.Cli.Runs;

/// <summary>Follows a run to its end and shows how it goes.</summary>
internal static class RunFollower
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Shows the run's progress until it ends.</summary>
    /// <returns>The run with its input and output.</returns>
    public static async Task<OrchestrationMetadata> FollowAsync(AppHost app, string id, RunView view, CancellationToken stopping)
    {
        var ended = app.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, stopping);
        await view.FollowAsync(async () =>
        {
            await Task.WhenAny(ended, Task.Delay(Refresh, stopping));
            if (app.Engine.ParkedBecause(id) is { } reason)
                throw new CliException(ExitCode.Failed, $"Run {id} is held back and stored as it is: {reason}");
            var row = app.Engine.Find(id);
            return new RunState(row, ended.IsCompleted, app.Engine.ActiveActivities);
        });
        return await ended;
    }
}
