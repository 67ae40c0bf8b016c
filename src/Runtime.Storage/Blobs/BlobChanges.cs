namespace Workflows.Storage;

/// <summary>A part of what changed.</summary>
/// <param name="Blobs">New or changed blobs, each as it was when it was read.</param>
/// <param name="Cursor">Where to go on: store it once the blobs are dealt with. ASCII, a few kilobytes at most.</param>
/// <param name="More">Whether to ask again at once; there may be blobs then, or none.</param>
public sealed record BlobChanges(IReadOnlyList<StoredBlob> Blobs, string Cursor, bool More);
