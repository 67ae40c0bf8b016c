using System.Web;

namespace Workflows.Storage.Embedded;

/// <summary>What a request of the SDK asks for: part of the blob, conditions, metadata.</summary>
internal sealed class BlobRequest
{
    private const string MetadataPrefix = "x-ms-meta-";

    // Conditions that the store has no answer to: to leave them out would do what was not asked for.
    private static readonly string[] Unknown =
        ["If-Modified-Since", "If-Unmodified-Since", "x-ms-if-tags", "x-ms-lease-id", "x-ms-copy-source", "x-ms-encryption-key", "x-ms-encryption-scope", "x-ms-tags"];

    private static readonly string[] UnknownParts = ["snapshot", "versionid"];

    private readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);

    private BlobRequest(HttpRequestMessage request)
    {
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        Part = query["comp"] ?? "";
        BlockId = query["blockid"] ?? "";
        foreach (var (name, values) in request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []))
            headers[name] = string.Join(", ", values);
        var odd = Unknown.FirstOrDefault(headers.ContainsKey) ?? UnknownParts.FirstOrDefault(part => query[part] is not null);
        if (odd is not null)
            throw new NotSupportedException($"The embedded store does not know '{odd}' of blobs. Use If-Match or If-None-Match, or Azurite or Azure.");
        (Range, HasRange) = ReadRange(Header("x-ms-range") ?? Header("Range"), IfMatch);
    }

    /// <summary>The <c>comp</c> of the address; empty: the blob itself.</summary>
    public string Part { get; }

    public string BlockId { get; }

    public BlobRange Range { get; }

    public bool HasRange { get; }

    public bool IsBlockBlob => Header("x-ms-blob-type") == "BlockBlob";

    public string? IfMatch => Unquote(Header("If-Match"));

    public string? IfNoneMatch => Unquote(Header("If-None-Match"));

    public IReadOnlyDictionary<string, string> Metadata => headers
        .Where(header => header.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
        .ToDictionary(header => header.Key[MetadataPrefix.Length..], header => header.Value);

    public static BlobRequest Read(HttpRequestMessage request) => new(request);

    /// <exception cref="NotSupportedException">If-None-Match with an etag.</exception>
    public BlobUpload Upload()
    {
        if (IfNoneMatch is not (null or "*"))
            throw new NotSupportedException("The embedded store knows If-None-Match of an upload with '*' only.");
        return new BlobUpload
        {
            ContentType = Header("x-ms-blob-content-type"),
            Metadata = Metadata,
            OnlyIfNew = IfNoneMatch == "*",
            IfMatch = IfMatch,
        };
    }

    private static string? Unquote(string? etag) => etag?.Trim('"');

    /// <summary>Reads <c>bytes=from-</c> and <c>bytes=from-to</c>.</summary>
    private static (BlobRange Range, bool HasRange) ReadRange(string? text, string? ifMatch)
    {
        if (text is null)
            return (new BlobRange(IfMatch: ifMatch), false);
        var ends = text["bytes=".Length..].Split('-');
        var from = long.Parse(ends[0], System.Globalization.CultureInfo.InvariantCulture);
        long? length = ends[1].Length == 0 ? null : long.Parse(ends[1], System.Globalization.CultureInfo.InvariantCulture) - from + 1;
        return (new BlobRange(from, length, ifMatch), true);
    }

    private string? Header(string name) => headers.GetValueOrDefault(name);
}
