using System.Text;

namespace Workflows.Storage;

/// <summary>The rules of Azure Storage for containers and blobs, held to by every store.</summary>
internal static class BlobRules
{
    private const int NameMax = 1_024;              // characters
    private const int PartsMax = 254;
    private const int PageMax = 5_000;
    private const int MetadataBytesMax = 8 * 1024;

    public static void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > NameMax)
            throw new ArgumentException($"A blob's name has at most {NameMax} characters; this one has {name.Length}.", nameof(name));
        var parts = name.Split('/');
        if (parts.Length > PartsMax)
            throw new ArgumentException($"A blob's name has at most {PartsMax} parts between slashes; this one has {parts.Length}.", nameof(name));
        if (parts[0].Length == 0)
            throw new ArgumentException("A blob's name does not begin with a slash.", nameof(name));
        if (Array.Exists(parts, part => part is "." or ".."))
            throw new ArgumentException("No part of a blob's name may be '.' or '..': addresses do not keep them.", nameof(name));
        if (!IsText(name))
            throw new ArgumentException("A blob's name is text; half a surrogate pair and the character 0 are not.", nameof(name));
    }

    public static bool IsName(string name)
    {
        try
        {
            CheckName(name);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public static void CheckPage(int size, string parameter)
    {
        if (size is < 1 or > PageMax)
            throw new ArgumentOutOfRangeException(parameter, size, $"One call gives 1 to {PageMax} blobs.");
    }

    public static void CheckRange(BlobRange? range)
    {
        if (range is null)
            return;
        ArgumentOutOfRangeException.ThrowIfNegative(range.Offset, nameof(range));
        if (range.Length is { } length)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, nameof(range));
    }

    public static void CheckMetadata(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null)
            return;
        var bytes = 0;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in metadata)
        {
            if (!IsIdentifier(name) || !names.Add(name))
                throw new ArgumentException($"The metadata name '{name}' is no identifier of ASCII letters, digits and underscores, or stands twice.", nameof(metadata));
            if (value is null || value.Length == 0 || value != value.Trim(' ') || value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                throw new ArgumentException($"The metadata value of '{name}' is empty, or has other characters than printable ASCII, or spaces at its ends.", nameof(metadata));
            bytes += name.Length + value.Length;
        }

        if (bytes > MetadataBytesMax)
            throw new ArgumentException($"Metadata have at most {MetadataBytesMax} bytes; these have {bytes}.", nameof(metadata));
    }

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    private static bool IsText(string name) => !name.Contains('\0') && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)) == name;
}
