using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Runtime.Host.Management;

/// <summary>Puts stored payloads into an answer as JSON values, not as strings of JSON; what is not JSON becomes a string.</summary>
internal static class RawJson
{
    public static void Write(Utf8JsonWriter writer, string name, string? stored)
    {
        writer.WritePropertyName(name);
        WriteValue(writer, stored);
    }

    public static void WriteValue(Utf8JsonWriter writer, string? stored)
    {
        if (stored is null)
        {
            writer.WriteNullValue();
            return;
        }
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(stored.Length));
        var text = bytes.AsSpan(0, Encoding.UTF8.GetBytes(stored, bytes));
        if (IsJson(text))
            writer.WriteRawValue(text, skipInputValidation: true);
        else
            writer.WriteStringValue(stored);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        try
        {
            while (reader.Read())
                reader.Skip();
            return reader.BytesConsumed == text.Length && text.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
