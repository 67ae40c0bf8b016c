namespace Workflows.Contracts.Batches;

/// <summary>Asks for files of a drop to be laid out in a folder, where agents can read them.</summary>
/// <param name="Key">Names the folder; the same for every attempt.</param>
/// <param name="Source">The drop.</param>
/// <param name="Paths">Paths of the files that are wanted; they were checked when the batch was worked on.</param>
public sealed record DropOpening(string Key, BatchSource Source, IReadOnlyList<string> Paths);
