using System.Globalization;
using System.Text.Json;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Data;

/// <summary>
/// The part of JSONPath (RFC 9535) that people write: names, quoted names, indexes, slices from:to, wildcards, descent with '..', and filters that
/// compare one member with a constant: [?(@.price &lt; 10)].
/// </summary>
internal static class JsonPath
{
    private const int VisitsMax = 1_000_000;

    /// <exception cref="ToolException">It is no such path.</exception>
    public static IEnumerable<JsonElement> Select(JsonElement root, string path, CancellationToken cancellationToken)
    {
        IEnumerable<JsonElement> found = [root];
        var visits = 0;
        for (var at = 1; at < path.Length;)
        {
            var (descend, step) = Next(path, ref at);
            found = found.SelectMany(value => descend ? Descendants(value, cancellationToken) : [value]).SelectMany(step)
                .Select(value => ++visits <= VisitsMax ? value : throw Wrong("The path visits too many values."));
        }
        return found;
    }

    private static (bool Descend, Func<JsonElement, IEnumerable<JsonElement>> Step) Next(string path, ref int at)
    {
        var descend = path.AsSpan(at).StartsWith("..");
        if (path[at] == '.')
            at += descend ? 2 : 1;
        if (at < path.Length && path[at] == '[')
        {
            var end = End(path, at);
            var inside = path[(at + 1)..end].Trim();
            at = end + 1;
            return (descend, Bracket(inside));
        }
        var start = at;
        while (at < path.Length && path[at] is not ('.' or '['))
            at++;
        var name = path[start..at];
        if (name.Length == 0)
            throw Wrong($"A name is missing at {start + 1} of '{path}'.");
        return (descend, name == "*" ? Children : value => Member(value, name));
    }

    private static int End(string path, int open)
    {
        var quote = '\0';
        for (var i = open + 1; i < path.Length; i++)
        {
            if (quote != '\0')
                quote = path[i] == quote ? '\0' : quote;
            else if (path[i] is '\'' or '"')
                quote = path[i];
            else if (path[i] == ']')
                return i;
        }
        throw Wrong($"A ']' is missing in '{path}'.");
    }

    private static Func<JsonElement, IEnumerable<JsonElement>> Bracket(string inside)
    {
        if (inside == "*")
            return Children;
        if (inside is ['\'', .. var single, '\''])
            return value => Member(value, single);
        if (inside is ['"', .. var quoted, '"'])
            return value => Member(value, quoted);
        if (inside.StartsWith('?'))
            return JsonFilter.Parse(inside);
        if (inside.Split(':') is [var from, var to])
            return value => Slice(value, Index(from), Index(to));
        return Index(inside) is { } index ? value => Slice(value, index, index == -1 ? null : index + 1) : throw Wrong($"'[{inside}]' is no index, name or filter.");
    }

    private static int? Index(string text) =>
        text.Length == 0 ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? index : throw Wrong($"'{text}' is no index.");

    private static IEnumerable<JsonElement> Slice(JsonElement value, int? from, int? to)
    {
        if (value.ValueKind != JsonValueKind.Array)
            yield break;
        var length = value.GetArrayLength();
        var end = Bound(to ?? length, length);
        for (var i = Bound(from ?? 0, length); i < end; i++)
            yield return value[i];
    }

    private static int Bound(int index, int length) => Math.Clamp(index < 0 ? length + index : index, 0, length);

    internal static IEnumerable<JsonElement> Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? [member] : [];

    internal static IEnumerable<JsonElement> Children(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Select(property => property.Value),
        JsonValueKind.Array => value.EnumerateArray(),
        _ => [],
    };

    private static IEnumerable<JsonElement> Descendants(JsonElement value, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();       // those that the next step does not take are no visits
        return Children(value).SelectMany(child => Descendants(child, cancellationToken)).Prepend(value);
    }

    internal static ToolException Wrong(string message) => new(ToolErrorKind.InvalidArguments, message);
}
