using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Workflows.Activities.Models.Budgets;

/// <summary>Looks which runs have ended, so that what they hold is waited for no longer.</summary>
public static class FindEndedRunsActivity
{
    /// <summary>Looks.</summary>
    /// <param name="runs">Ids of runs.</param>
    /// <param name="client">Knows them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Those that have ended or are gone.</returns>
    [Function("FindEndedRuns")]
    public static async Task<IReadOnlyList<string>> RunAsync(
        [ActivityTrigger] IReadOnlyList<string> runs, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var ended = new List<string>();
        foreach (var run in runs)
        {
            if (await client.GetInstanceAsync(run, cancellationToken) is not { IsCompleted: false })
                ended.Add(run);
        }

        return ended;
    }
}
