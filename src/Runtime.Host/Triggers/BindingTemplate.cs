using System.Globalization;
using System.Text;

namespace Runtime.Host.Triggers;

/// <summary>
/// A name with places to fill, such as <c>reports/{tenant}/{rand-guid}.json</c>: values of the event by name, and <c>{rand-guid}</c>,
/// <c>{DateTime}</c>, <c>{DateTime:yyyy-MM}</c>, <c>{sys.utcnow}</c>, <c>{sys.randguid}</c>, <c>{sys.methodname}</c>. Two braces stand for one.
/// </summary>
internal sealed class BindingTemplate
{
    private readonly List<(string Text, bool IsPlace)> parts;

    private BindingTemplate(string text, List<(string Text, bool IsPlace)> parts)
    {
        Text = text;
        this.parts = parts;
    }

    public string Text { get; }

    /// <summary>Literals and places, in order.</summary>
    public IReadOnlyList<(string Text, bool IsPlace)> Parts => parts;

    /// <returns>Null when a brace stands alone or a place has no name.</returns>
    public static BindingTemplate? Parse(string text)
    {
        var parts = new List<(string, bool)>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '}'))
            {
                literal.Append(text[i]);
                continue;
            }
            if (i + 1 < text.Length && text[i + 1] == text[i])
            {
                literal.Append(text[i++]);
                continue;
            }
            var end = text.IndexOf('}', i);
            if (text[i] == '}' || end < 0 || text[(i + 1)..end].Trim() is not { Length: > 0 } name || name.Contains('{', StringComparison.Ordinal))
                return null;
            if (literal.Length > 0)
                parts.Add((literal.ToString(), false));
            literal.Clear();
            parts.Add((name, true));
            i = end;
        }
        if (literal.Length > 0)
            parts.Add((literal.ToString(), false));
        return new BindingTemplate(text, parts);
    }

    /// <exception cref="FormatException">The event has no value of a name.</exception>
    public string Fill(IReadOnlyDictionary<string, object?> data, string function, TimeProvider clock) =>
        string.Concat(parts.Select(part => part.IsPlace ? Value(part.Text, data, function, clock) : part.Text));

    private string Value(string name, IReadOnlyDictionary<string, object?> data, string function, TimeProvider clock)
    {
        if (data.TryGetValue(name, out var value) && value is not null)
            return Convert.ToString(value, CultureInfo.InvariantCulture)!;
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var (kind, format) = colon < 0 ? (name, null) : (name[..colon], name[(colon + 1)..]);
        return kind.ToUpperInvariant() switch
        {
            "RAND-GUID" => Guid.NewGuid().ToString(format),
            "SYS.RANDGUID" => Guid.NewGuid().ToString(),
            "DATETIME" => clock.GetUtcNow().ToString(format ?? "yyyy-MM-ddTHH-mm-ssZ", CultureInfo.InvariantCulture),
            "SYS.UTCNOW" => clock.GetUtcNow().ToString(format ?? "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            "SYS.METHODNAME" => function,
            _ => throw new FormatException($"'{Text}' asks for '{name}', and what set '{function}' off has no such value. It has: {string.Join(", ", data.Keys)}."),
        };
    }
}
