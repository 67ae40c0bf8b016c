namespace Workflows.Contracts.Batches;

/// <summary>A blob that somebody dropped.</summary>
/// <param name="Container">Its container.</param>
/// <param name="Blob">Its name.</param>
public sealed record DropRequest(string Container, string Blob)
{
    /// <summary>The version that was dropped; null: whichever is there.</summary>
    public string? ETag { get; init; }

    /// <summary>Name of the configured model that every agent uses; null for the default.</summary>
    public string? Model { get; init; }
}
