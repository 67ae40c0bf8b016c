namespace Workflows.Contracts.Files;

/// <summary>Files to process together.</summary>
/// <param name="Root">Full path of the folder that <paramref name="Paths"/> are relative to.</param>
/// <param name="Paths">Relative paths, '/' between their parts.</param>
public sealed record FileBatch(string Root, IReadOnlyList<string> Paths);

/// <summary>The records of a batch, one for each path and in the batch's order.</summary>
/// <param name="Files">One record a file; a file that could not be read has <see cref="FileRecord.Error"/>.</param>
public sealed record FileBatchResult(IReadOnlyList<FileRecord> Files);
