namespace Workflows.Storage;

/// <summary>A part of a blob.</summary>
/// <param name="Offset">The first byte, from 0.</param>
/// <param name="Length">How many bytes; null: to the end. A part that reaches over the end stops there.</param>
/// <param name="IfMatch">Only of the version with this etag; null: of whichever is there.</param>
public sealed record BlobRange(long Offset = 0, long? Length = null, string? IfMatch = null);
