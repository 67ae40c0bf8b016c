using System.Globalization;
using System.Text.Json;

namespace Workflows.Storage.Embedded;

/// <summary>A blob as the store's file knows it.</summary>
/// <param name="Name">The blob's name.</param>
/// <param name="File">Its file below the container's folder, with slashes.</param>
/// <param name="FileTime">When the file was last written, in UTC ticks: with the length it tells whether somebody changed the file.</param>
/// <param name="Length">In bytes.</param>
internal sealed record BlobRow(string Name, string File, long FileTime, long Length)
{
    /// <summary>The columns that <see cref="Read"/> expects.</summary>
    public const string Columns = "name, file, file_time, length, change, modified_at, content_type, metadata";

    /// <summary>The number of this version: it only grows.</summary>
    public long Change { get; init; }

    public long ModifiedAt { get; init; }

    public string ContentType { get; init; } = StoredBlob.DefaultContentType;

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public StoredBlob Blob => new(Name, ETag(Change), Length, new DateTimeOffset(ModifiedAt, TimeSpan.Zero))
    {
        ContentType = ContentType,
        Metadata = new Dictionary<string, string>(Metadata ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase),
    };

    public string? MetadataText => Metadata is { Count: > 0 } ? JsonSerializer.Serialize(Metadata) : null;

    public bool Matches(FileInfo file) => file.Length == Length && file.LastWriteTimeUtc.Ticks == FileTime;

    public static BlobRow Read(SqliteStatement row) => new(row.Text(0), row.Text(1), row.Int64(2), row.Int64(3))
    {
        Change = row.Int64(4),
        ModifiedAt = row.Int64(5),
        ContentType = row.Text(6),
        Metadata = row.NullableText(7) is { } text ? JsonSerializer.Deserialize<Dictionary<string, string>>(text) : null,
    };

    public static string ETag(long change) => string.Create(CultureInfo.InvariantCulture, $"0x{change:X16}");
}
