namespace Workflows.Storage;

/// <summary>The properties of one version of a blob.</summary>
/// <param name="Name">Its name in the container, with slashes between its parts.</param>
/// <param name="ETag">Names the version, without quotation marks: two versions of a blob never have the same.</param>
/// <param name="Length">In bytes.</param>
/// <param name="LastModified">When the version was stored; Azure tells whole seconds.</param>
public sealed record StoredBlob(string Name, string ETag, long Length, DateTimeOffset LastModified)
{
    /// <summary>The content type of blobs of which nothing else is said.</summary>
    public const string DefaultContentType = "application/octet-stream";

    /// <summary>The media type.</summary>
    public string ContentType { get; init; } = DefaultContentType;

    /// <summary>What its owner noted about it; names are compared without regard to case.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
