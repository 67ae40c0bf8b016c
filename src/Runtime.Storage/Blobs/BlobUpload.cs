namespace Workflows.Storage;

/// <summary>How a blob is stored.</summary>
public sealed record BlobUpload
{
    /// <summary>The media type; null: <see cref="StoredBlob.DefaultContentType"/>.</summary>
    public string? ContentType { get; init; }

    /// <summary>Metadata of the new version; null: none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Only when there is no such blob yet (If-None-Match: *).</summary>
    public bool OnlyIfNew { get; init; }

    /// <summary>Only when the blob has this etag (If-Match); null: in any case.</summary>
    public string? IfMatch { get; init; }
}
