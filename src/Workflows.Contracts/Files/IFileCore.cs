namespace Workflows.Contracts.Files;

/// <summary>The port to the file-processing core: one pass over every file of a batch.</summary>
public interface IFileCore
{
    /// <summary>
    /// Processes a batch. A file that cannot be read, vanishes or changes on the way is named in its record; the rest of the batch goes on.
    /// </summary>
    /// <param name="batch">The files. A path that leads out of the root is refused in its record.</param>
    /// <param name="cancellationToken">Stops between files and between blocks of a large file.</param>
    /// <returns>One record for each path of the batch, in its order.</returns>
    FileBatchResult Process(FileBatch batch, CancellationToken cancellationToken);
}
