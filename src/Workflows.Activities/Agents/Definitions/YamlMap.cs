using System.Globalization;
using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Workflows.Activities.Agents.Definitions;

/// <summary>Reads a block of settings; what is wrong is noted with its line, and reading goes on.</summary>
internal sealed class YamlMap
{
    private readonly Dictionary<string, YamlNode> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> read = new(StringComparer.Ordinal);
    private readonly YamlNode node;
    private readonly YamlErrors errors;

    public YamlMap(YamlNode node, string what, YamlErrors errors)
    {
        (this.node, this.errors) = (node, errors);
        if (node is not YamlMappingNode map)
        {
            errors.Add(node, $"{what} must be a block of settings.");
            return;
        }

        foreach (var (key, value) in map.Children)
        {
            if (key is YamlScalarNode { Value: { } name })
                values[name] = value;
        }
    }

    public bool Has(string name) => values.ContainsKey(name);

    public YamlNode? Node(string name)
    {
        read.Add(name);
        return values.GetValueOrDefault(name);
    }

    public string? Text(string name, int charsMax, bool required = false)
    {
        var value = Node(name);
        if (value is null)
        {
            if (required)
                errors.Add(node, $"'{name}' is missing.");
            return null;
        }

        if (!IsKind(value, JsonValueKind.String) || value is not YamlScalarNode { Value: { } text } || string.IsNullOrWhiteSpace(text))
        {
            errors.Add(value, $"'{name}' must be a text that is not empty; put one that looks like a number, true, false or null in quotes.");
            return null;
        }

        if (text.Length > charsMax)
            errors.Add(value, $"'{name}' has {text.Length} characters; {charsMax} are allowed.");
        return text.TrimEnd();
    }

    public int? Whole(string name, int min, int max)
    {
        if (Node(name) is not { } value)
            return null;
        if (NumberOf(value) is { } number && double.IsInteger(number) && number >= min && number <= max)
            return (int)number;
        errors.Add(value, $"'{name}' must be a whole number from {min} to {max}.");
        return null;
    }

    public double? Number(string name, double min, double max)
    {
        if (Node(name) is not { } value)
            return null;
        if (NumberOf(value) is { } number && number >= min && number <= max)
            return number;
        errors.Add(value, $"'{name}' must be a number from {min} to {max}.");
        return null;
    }

    public bool? Flag(string name)
    {
        if (Node(name) is not { } value)
            return null;
        if (IsKind(value, JsonValueKind.True) || IsKind(value, JsonValueKind.False))
            return IsKind(value, JsonValueKind.True);
        errors.Add(value, $"'{name}' must be true or false.");
        return null;
    }

    public IReadOnlyList<(string Text, YamlNode Node)> Texts(string name, int countMax)
    {
        if (Node(name) is not { } value)
            return [];
        if (value is not YamlSequenceNode list || list.Children.Any(item => !IsKind(item, JsonValueKind.String) || item is YamlScalarNode { Value.Length: 0 }))
        {
            errors.Add(value, $"'{name}' must be a list of texts.");
            return [];
        }

        if (list.Children.Count > countMax)
            errors.Add(value, $"'{name}' has {list.Children.Count} entries; {countMax} are allowed.");
        return [.. list.Children.Select(item => (((YamlScalarNode)item).Value!, item))];
    }

    // What a value is by YAML's core schema, as the published JSON schema sees it.
    private static bool IsKind(YamlNode node, JsonValueKind kind) => node is YamlScalarNode && YamlToJson.Convert(node)?.GetValueKind() == kind;

    private static double? NumberOf(YamlNode node) => IsKind(node, JsonValueKind.Number)
        ? double.Parse(YamlToJson.Convert(node)!.ToJsonString(), CultureInfo.InvariantCulture)
        : null;

    public YamlMap? Block(string name) => Node(name) is { } value ? new YamlMap(value, $"'{name}'", errors) : null;

    /// <summary>Notes the settings that nobody asked for: a typing error must not pass as a default.</summary>
    public void RefuseOthers()
    {
        foreach (var (name, value) in values.Where(entry => !read.Contains(entry.Key)))
            errors.Add(value, $"'{name}' is not a setting here; there are {string.Join(", ", read.Order(StringComparer.Ordinal))}.");
    }
}
