using System.Text;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Files;

/// <summary>Reads files as text.</summary>
internal static class TextFile
{
    private const int SniffBytes = 8192;

    /// <summary>All of a file, as UTF-8 or by its byte order mark.</summary>
    /// <exception cref="ToolException">It is too large or not text.</exception>
    public static async Task<string> ReadAsync(FileStream stream, long bytesMax, CancellationToken cancellationToken)
    {
        if (stream.Length > bytesMax)
            throw new ToolException(ToolErrorKind.InvalidArguments, $"The file has {stream.Length} bytes; {bytesMax} are the most. Ask for a part of it.");
        var bytes = new byte[stream.Length];
        var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (IsBinary(bytes.AsSpan(0, read)))
            throw new ToolException(ToolErrorKind.InvalidArguments, "The file is not text.");
        using var reader = new StreamReader(new MemoryStream(bytes, 0, read), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    public static bool IsBinary(ReadOnlySpan<byte> start) =>
        !start.StartsWith(Encoding.Unicode.Preamble) && !start.StartsWith(Encoding.BigEndianUnicode.Preamble)
        && start[..Math.Min(start.Length, SniffBytes)].Contains((byte)0);
}
