using Microsoft.Azure.Functions.Worker;
using Workflows.Contracts.Files;

namespace Workflows.Activities.Files;

/// <summary>Runs the file core over one batch.</summary>
/// <param name="core">The core.</param>
public sealed class ProcessFilesActivity(IFileCore core)
{
    /// <summary>Processes a batch: digest, type, language, tokens and findings of each file.</summary>
    /// <param name="batch">At most 128 files or 32 MB.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <returns>One record for each file; an unreadable file is a record with an error.</returns>
    [Function("ProcessFiles")]
    public FileBatchResult Run([ActivityTrigger] FileBatch batch, CancellationToken cancellationToken) =>
        core.Process(batch, cancellationToken);
}
