using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Workflows.Storage;

/// <summary>Between the bytes of an app and the text that a queue message carries.</summary>
public static class QueueBody
{
    /// <summary>The longest body of a message, in bytes: the limit of Azure Storage.</summary>
    public const int BytesMax = 64 * 1024;

    // What XML 1.0 cannot hold, in UTF-8: control characters but tab, line feed and carriage return.
    private static readonly SearchValues<byte> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(value => value is not (9 or 10 or 13)).Select(value => (byte)value)]);

    private static readonly byte[][] NotCharacters = [[0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF]];     // U+FFFE, U+FFFF

    /// <summary>The body that carries an app's bytes.</summary>
    /// <param name="bytes">What the app sends.</param>
    /// <param name="encoding">How they stand in the message.</param>
    public static ReadOnlyMemory<byte> Encode(ReadOnlyMemory<byte> bytes, QueueEncoding encoding) =>
        encoding == QueueEncoding.None ? bytes : Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes.Span));

    /// <summary>The app's bytes in a body.</summary>
    /// <param name="body">What the message carries.</param>
    /// <param name="encoding">How the bytes stand in it.</param>
    /// <param name="bytes">The app's bytes; null when the body is no Base64.</param>
    /// <returns>False when the body is no Base64.</returns>
    public static bool TryDecode(ReadOnlyMemory<byte> body, QueueEncoding encoding, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (encoding == QueueEncoding.None)
        {
            bytes = body.ToArray();
            return true;
        }

        var target = new byte[Base64.GetMaxDecodedFromUtf8Length(body.Length)];
        if (Base64.DecodeFromUtf8(body.Span, target, out var read, out var written) != OperationStatus.Done || read != body.Length)
            return false;
        bytes = target[..written];
        return true;
    }

    /// <exception cref="ArgumentException">The body is too long, or is no text that a message can carry.</exception>
    internal static void Check(ReadOnlySpan<byte> body)
    {
        if (body.Length > BytesMax)
            throw new ArgumentException($"A queue message holds at most {BytesMax} bytes; this body has {body.Length}. Put it into a blob and send its name.", nameof(body));
        var isText = System.Text.Unicode.Utf8.IsValid(body) && !body.ContainsAny(Forbidden)
            && body.IndexOf(NotCharacters[0]) < 0 && body.IndexOf(NotCharacters[1]) < 0;
        if (!isText)
            throw new ArgumentException("A queue message holds UTF-8 text without control characters. Send other bytes in Base64.", nameof(body));
    }
}
