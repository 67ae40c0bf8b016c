using System.Buffers.Text;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace Workflows.Storage.Cloud;

/// <summary>
/// Where a reader of changes stands. Azure has no index of changes, so a container is listed again and again, a page at a time, and a
/// blob is new when it was written since the listing before began, less <see cref="Overlap"/>, because times are whole seconds and of
/// several machines. What was given of the overlap already is remembered, up to
/// <see cref="RecentMax"/> versions; beyond that a version may be given twice, never left out.
/// </summary>
internal sealed record ListingCursor
{
    /// <summary>Versions written that long before a listing began are looked at once more.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    private const int RecentMax = 250;      // keeps a cursor below four kilobytes

    private const string Kind = "azure:";

    /// <summary>A mark of the container and prefix it is of.</summary>
    public string Container { get; init; } = "";

    /// <summary>Blobs written since then are given.</summary>
    public DateTimeOffset Since { get; init; } = DateTimeOffset.MinValue;

    /// <summary>When the listing under way began; null: none is.</summary>
    public DateTimeOffset? Began { get; init; }

    /// <summary>The next page of the listing under way.</summary>
    public string? Continuation { get; init; }

    /// <summary>Marks of the versions that were given and may be met again.</summary>
    public List<string> Recent { get; init; } = [];

    /// <summary>Marks of the versions that this listing has given or met so far and the next may meet again.</summary>
    public List<string> Met { get; init; } = [];

    /// <summary>Reads a cursor; one that is null or of another listing begins anew.</summary>
    /// <param name="text">The cursor.</param>
    /// <param name="listed">What is listed: the container's address, and the prefix if there is one.</param>
    /// <exception cref="ArgumentException">It is damaged.</exception>
    public static ListingCursor Read(string? text, string listed)
    {
        if (text is null || !text.StartsWith(Kind, StringComparison.Ordinal))
            return new ListingCursor();
        try
        {
            var read = JsonSerializer.Deserialize<ListingCursor>(Base64Url.DecodeFromChars(text.AsSpan(Kind.Length)));
            return read?.Container == Mark(listed) ? read : new ListingCursor();
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new ArgumentException("The cursor cannot be read. Begin anew, without one.", nameof(text), error);
        }
    }

    /// <param name="listed">What is listed, as given to <see cref="Read"/>.</param>
    public string Write(string listed) =>
        Kind + Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this with { Container = Mark(listed) }));

    /// <summary>The same, with a listing under way.</summary>
    /// <param name="served">The service's clock when it answered the first page.</param>
    public ListingCursor At(DateTimeOffset served) => this with { Began = Began ?? served };

    /// <summary>Whether a blob of the page is to be given. A listing is under way.</summary>
    public bool Take(StoredBlob blob)
    {
        if (blob.LastModified < Since)
            return false;
        var mark = Mark($"{blob.Name}\n{blob.ETag}");
        if (blob.LastModified >= Began - Overlap)
            Met.Add(mark);
        return !Recent.Contains(mark);
    }

    /// <summary>The cursor behind a page.</summary>
    /// <param name="continuation">The page after it; null: the listing is at its end.</param>
    public ListingCursor Next(string? continuation)
    {
        var met = Met.TakeLast(RecentMax).ToList();
        return continuation is not null
            ? this with { Continuation = continuation, Met = met }
            : new ListingCursor { Since = (Began ?? DateTimeOffset.MinValue + Overlap) - Overlap, Recent = met };
    }

    private static string Mark(string text) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)).ToString("x16", CultureInfo.InvariantCulture);
}
