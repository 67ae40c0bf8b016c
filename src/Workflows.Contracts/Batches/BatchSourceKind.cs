using System.Text.Json.Serialization;

namespace Workflows.Contracts.Batches;

/// <summary>In what form the files of a batch come.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchSourceKind>))]
public enum BatchSourceKind
{
    /// <summary>Blobs, or parts of blobs, each a file.</summary>
    Blobs = 0,

    /// <summary>One blob in the pack format (docs/files.md).</summary>
    Pack = 1,

    /// <summary>One blob that is a tar, also packed with gzip.</summary>
    Tar = 2,

    /// <summary>One blob that is a zip.</summary>
    Zip = 3,

    /// <summary>A folder on a volume that the file host has mounted and may read.</summary>
    Folder = 4,
}
