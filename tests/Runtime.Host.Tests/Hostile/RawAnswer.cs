using System.Globalization;
using System.Text;

namespace Runtime.Host.Tests.Hostile;

/// <summary>An answer as it came over the wire; status 0 when the connection was closed without one.</summary>
internal sealed record RawAnswer(int Status, string Text)
{
    public static RawAnswer Read(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var status = text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;
        return new RawAnswer(status, text);
    }
}
