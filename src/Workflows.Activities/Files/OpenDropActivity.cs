using Microsoft.Azure.Functions.Worker;
using Workflows.Contracts.Batches;

namespace Workflows.Activities.Files;

/// <summary>Lays out files of a drop for agents.</summary>
/// <param name="drops">Where drops lie.</param>
public sealed class OpenDropActivity(IDropStore drops)
{
    /// <summary>Lays files out in a folder of this machine.</summary>
    /// <param name="opening">Which files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The folder.</returns>
    [Function("OpenDrop")]
    public Task<DropFolder> RunAsync([ActivityTrigger] DropOpening opening, CancellationToken cancellationToken) =>
        drops.OpenAsync(opening, cancellationToken);
}
