using System.Text;

namespace Workflows.Cli.Files;

/// <summary>The beginning of a file as text: as much as a model may read of it.</summary>
internal static class TextHead
{
    private const int BytesMax = 64 * 1024;

    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">What the core calls its encoding.</param>
    /// <returns>Null when it cannot be read any more.</returns>
    public static string? Read(string path, string? encoding)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            var bytes = new byte[Math.Min(BytesMax, file.Length)];
            var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Of(bytes.AsSpan(0, count), encoding);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Of(ReadOnlySpan<byte> bytes, string? encoding)
    {
        Encoding known = encoding switch
        {
            "utf-16le" => Encoding.Unicode,
            "utf-16be" => Encoding.BigEndianUnicode,
            "latin-1" => Encoding.Latin1,
            _ => Encoding.UTF8,
        };
        return known.GetString(bytes).TrimStart('\uFEFF');
    }
}
