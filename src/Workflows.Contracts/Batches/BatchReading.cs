namespace Workflows.Contracts.Batches;

/// <summary>Asks for the records of a result.</summary>
/// <param name="Finished">What the event brought.</param>
/// <param name="FilesMax">The most records to give: they travel through a run's history.</param>
public sealed record BatchReading(BatchFinished Finished, int FilesMax);
