using System.Text.Json;
using System.Text.Unicode;

namespace Runtime.Host.Http;

/// <summary>
/// JSON can be well formed and still hold text that is none: half a surrogate pair as an escape, or bytes that are not UTF-8. .NET notices when
/// the text is read, which may be in a later turn of a run; so it is looked for at the border.
/// </summary>
internal static class JsonText
{
    public static bool IsReadable(ReadOnlySpan<byte> text, JsonElement root) =>
        Utf8.IsValid(text) && (!HasSurrogateEscape(text) || AreTextsReadable(root));

    private static bool HasSurrogateEscape(ReadOnlySpan<byte> text) => text.IndexOf("\\ud"u8) >= 0 || text.IndexOf("\\uD"u8) >= 0;

    // Not deeper than the parser's own limit of 64.
    private static bool AreTextsReadable(JsonElement element)
    {
        try
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    _ = element.GetString();
                    return true;
                case JsonValueKind.Array:
                    return element.EnumerateArray().All(AreTextsReadable);
                case JsonValueKind.Object:
                    return element.EnumerateObject().All(property => property.Name is not null && AreTextsReadable(property.Value));
                default:
                    return true;
            }
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
