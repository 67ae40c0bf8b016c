namespace Workflows.Contracts.Batches;

/// <summary>Where a drop's files were laid out.</summary>
/// <param name="Folder">Full path on the machine of the activities.</param>
/// <param name="Files">How many there are.</param>
public sealed record DropFolder(string Folder, int Files)
{
    /// <summary>Why there are not all of them; null when there are.</summary>
    public string? Problem { get; init; }
}
