namespace Workflows.Storage;

/// <summary>A part of a listing.</summary>
/// <param name="Blobs">In ordinal order of their names.</param>
/// <param name="Continuation">Gives the next page; null: this is the last.</param>
public sealed record BlobPage(IReadOnlyList<StoredBlob> Blobs, string? Continuation);
