using System.Text;
using System.Text.RegularExpressions;
using Runtime.Host.Triggers;

namespace Runtime.Host.Blobs;

/// <summary>Container and pattern of a blob trigger: <c>drops/{tenant}/{name}.{ext}</c>. A place takes as much as it can, slashes too.</summary>
internal sealed class BlobPattern
{
    private readonly Regex? regex;

    private BlobPattern(string text, string container, BindingTemplate? template, IReadOnlyList<string> names)
    {
        regex = template is null ? null : Compile(template);
        Prefix = template is { Parts: [(var literal, false), ..] } ? literal : "";
        Text = text;
        Container = container;
        Names = names;
    }

    /// <summary>What the user wrote, settings resolved.</summary>
    public string Text { get; }

    public string Container { get; }

    /// <summary>What the names of all blobs that match begin with.</summary>
    public string Prefix { get; }

    /// <summary>The places, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <param name="path">The path, settings resolved; a container alone takes every blob.</param>
    /// <param name="error">What is wrong with it; null when nothing is.</param>
    public static BlobPattern? Read(string path, out string? error)
    {
        error = null;
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var container = slash < 0 ? path : path[..slash];
        if (!StorageNames.IsContainer(container))
        {
            error = $"'{container}' is no container's name: 3 to 63 lower-case letters, digits and single hyphens";
            return null;
        }
        if (slash < 0 || slash == path.Length - 1)
            return new BlobPattern(path, container, template: null, []);
        if (BindingTemplate.Parse(path[(slash + 1)..]) is not { } template)
        {
            error = "a brace stands alone; write two for one that is part of the name";
            return null;
        }
        var names = template.Parts.Where(part => part.IsPlace).Select(part => part.Text).ToList();
        if (names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Count)
        {
            error = "two places have the same name";
            return null;
        }
        return new BlobPattern(path, container, template, names);
    }

    /// <summary>The values of the places; null when the blob does not match.</summary>
    public IReadOnlyDictionary<string, string>? Match(string blob)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (regex is null)
            return values;
        var match = regex.Match(blob);
        if (!match.Success)
            return null;
        for (var i = 0; i < Names.Count; i++)
            values[Names[i]] = match.Groups[i + 1].Value;
        return values;
    }

    // Linear in the length of the name, whatever somebody calls a blob.
    private static Regex Compile(BindingTemplate template)
    {
        var pattern = new StringBuilder("\\A");
        foreach (var (text, isPlace) in template.Parts)
            pattern.Append(isPlace ? "(.+)" : Regex.Escape(text));
        return new Regex(pattern.Append("\\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }
}
