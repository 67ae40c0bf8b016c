using System.Security.Cryptography;
using System.Text;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Agents;

/// <summary>A text file with its secrets masked.</summary>
/// <param name="Path">Path relative to the reviewed folder.</param>
/// <param name="TotalLines">Lines of the whole file; <paramref name="Lines"/> may hold fewer when the end is withheld.</param>
/// <param name="Lines">The lines, secrets masked.</param>
internal sealed record SourceText(string Path, int TotalLines, string[] Lines)
{
    public string? Language { get; init; }

    public IReadOnlyList<Mark> Marks { get; init; } = [];
}

/// <summary>Reads files for agents: only inside the reviewed folder, only if unchanged since they were scanned, never with
/// secrets.</summary>
internal static class SourceReader
{
    /// <summary>Larger files are data; their numbers are in the report, their text is not worth a prompt.</summary>
    private const long BytesMax = 4 * 1024 * 1024;

    /// <summary>Rules whose match is no secret.</summary>
    private static readonly HashSet<string> OpenRules = new(["agpl", "confidential", "internal-only", "gcpsa"], StringComparer.Ordinal);

    /// <summary>Reads one file.</summary>
    /// <returns>Its text; null when it is binary, too large, gone, changed, unreadable or outside the folder.</returns>
    public static async Task<SourceText?> TryReadAsync(string root, GroupFile file, CancellationToken cancellationToken)
    {
        if (file.Encoding is null || file.Size > BytesMax || FullPathOf(root, file.Path) is not { } path)
            return null;
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return IsUnchanged(bytes, file.Digest) ? Decode(file, bytes) : null;
    }

    /// <summary>Decodes and masks. Pure.</summary>
    public static SourceText Decode(GroupFile file, byte[] bytes)
    {
        var encoding = EncodingOf(file.Encoding);
        var isCode = PathTraits.KindOf(file.Path) is PathKind.Code or PathKind.Test;
        var text = new StringBuilder(bytes.Length);
        var at = 0;
        foreach (var mark in file.Marks.Where(mark => !OpenRules.Contains(mark.Rule)).OrderBy(mark => mark.Offset)
            .ThenBy(mark => mark.Length))
        {
            var start = (int)Math.Clamp(mark.Offset, 0, bytes.Length);
            var end = (int)Math.Clamp(mark.Offset + mark.Length, start, bytes.Length);
            if (end <= at)
                continue;
            if (start > at)
                text.Append(encoding.GetString(bytes, at, start - at));
            var value = encoding.GetString(bytes, Math.Max(start, at), end - Math.Max(start, at));
            text.Append(start >= at ? SecretMasker.Describe(mark.Rule, value, isCode && IsOutsideString(text)) : "[masked]");
            text.Append('\n', value.Count(c => c == '\n'));     // line numbers stay true
            at = end;
        }

        if (!file.MarksIncomplete)
            text.Append(encoding.GetString(bytes, at, bytes.Length - at));
        var lines = text.ToString().TrimStart('\uFEFF').Split('\n');
        for (var i = 0; i < lines.Length; i++)
            lines[i] = lines[i].TrimEnd('\r');
        if (lines.Length > 1 && lines[^1].Length == 0)
            lines = lines[..^1];
        SecretMasker.MaskByShape(lines);
        return new SourceText(file.Path, file.Lines, lines) { Language = file.Language, Marks = file.Marks };
    }

    // An even number of quotes before it on its line.
    private static bool IsOutsideString(StringBuilder text)
    {
        var quotes = 0;
        for (var i = text.Length - 1; i >= 0 && text[i] != '\n'; i--)
            quotes += text[i] is '"' or '\'' ? 1 : 0;
        return quotes % 2 == 0;
    }

    private static string? FullPathOf(string root, string relative)
    {
        var folder = Path.GetFullPath(root);
        var path = Path.GetFullPath(Path.Combine(folder, relative));
        var prefix = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return path.StartsWith(prefix, StringComparison.Ordinal) ? path : null;
    }

    private static bool IsUnchanged(byte[] bytes, string digest) =>
        digest.Length > 0 && Convert.ToHexStringLower(SHA256.HashData(bytes)).StartsWith(digest, StringComparison.Ordinal);

    private static Encoding EncodingOf(string? name) => name switch
    {
        "utf-16le" => Encoding.Unicode,
        "utf-16be" => Encoding.BigEndianUnicode,
        "latin-1" => Encoding.Latin1,
        _ => Encoding.UTF8,
    };
}
