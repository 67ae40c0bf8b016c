using System.Globalization;

namespace Workflows.Storage.Embedded;

/// <summary>Where a reader of changes stands: store, container and the number of the last change it was given.</summary>
internal static class ChangeCursor
{
    private const string Kind = "embedded";

    public static string Write(string store, long container, long change) =>
        string.Create(CultureInfo.InvariantCulture, $"{Kind}:{store}:{container}:{change}");

    /// <summary>The last change given; 0 when the cursor is null, or of another store or of a container that was removed since.</summary>
    public static long Read(string? cursor, string store, long container)
    {
        var parts = cursor?.Split(':') ?? [];
        var isOurs = parts.Length == 4 && parts[0] == Kind && parts[1] == store && parts[2] == container.ToString(CultureInfo.InvariantCulture);
        return isOurs && long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var change) ? change : 0;
    }
}
