using System.Text;
using System.Text.Json;

namespace GpuHost.Intake;

/// <summary>What stands in the poison queue: why, and the message as it was.</summary>
internal static class PoisonLetter
{
    private const int Version = 1;
    private const int MessageBytesMax = 40 * 1024;      // in Base64 at most 54,614 characters: room for the reason in 64 KB
    private const int ReasonCharsMax = 2_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The letter as JSON. The message stands in it as text, as Base64 when it is no text, and cut when it is too long.</summary>
    public static byte[] Write(ReadOnlySpan<byte> body, string reason, long dequeueCount)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("reason", reason.Length <= ReasonCharsMax ? reason : reason[..ReasonCharsMax]);
            json.WriteNumber("dequeueCount", dequeueCount);
            if (AsText(body) is { } text)
                json.WriteString("message", text);
            else
                json.WriteBase64String("messageBase64", body[..Math.Min(body.Length, MessageBytesMax)]);
            if (body.Length > MessageBytesMax)
                json.WriteNumber("cutFromBytes", body.Length);
            json.WriteEndObject();
        }

        return memory.ToArray();
    }

    private static string? AsText(ReadOnlySpan<byte> body)
    {
        if (body.Length > MessageBytesMax)
            return null;
        try
        {
            var text = Strict.GetString(body);
            return JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length <= MessageBytesMax ? text : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
