using YamlDotNet.RepresentationModel;

namespace GpuHost.Core.Rules;

/// <summary>The fields of one mapping of a rules file.</summary>
internal sealed class RuleFields
{
    private readonly Dictionary<string, YamlNode> nodes = new(StringComparer.Ordinal);
    private readonly long line;

    private RuleFields(long line) => this.line = line;

    /// <summary>Takes a mapping apart; fields that are not known are errors, because a misspelt one would be silently left out.</summary>
    public static RuleFields Of(YamlMappingNode mapping, string[] known, RuleErrors errors)
    {
        var fields = new RuleFields(mapping.Start.Line);
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!known.Contains(name))
                errors.Add(key.Start.Line, $"the field '{name}' is not one of {string.Join(", ", known)}");
            fields.nodes[name] = value;
        }

        return fields;
    }

    /// <summary>The line of a field, or of the mapping when it lacks the field.</summary>
    public long Line(string name) => nodes.TryGetValue(name, out var node) ? node.Start.Line : line;

    /// <summary>A field's text; its absence is an error unless it is optional.</summary>
    public string? Text(string name, RuleErrors errors, bool isOptional = false)
    {
        if (!nodes.TryGetValue(name, out var node))
        {
            if (!isOptional)
                errors.Add(line, $"the field '{name}' is missing");
            return null;
        }

        if (node is YamlScalarNode { Value: { } text })
            return text;
        errors.Add(node.Start.Line, $"the field '{name}' is a text");
        return null;
    }

    /// <summary>A field's list; null when it is absent and that is allowed, or an error.</summary>
    public IReadOnlyList<YamlNode>? List(string name, RuleErrors errors, bool isOptional = false)
    {
        if (!nodes.TryGetValue(name, out var node))
        {
            if (!isOptional)
                errors.Add(line, $"the field '{name}' is missing");
            return null;
        }

        if (node is YamlSequenceNode list)
            return [.. list.Children];
        errors.Add(node.Start.Line, $"the field '{name}' is a list");
        return null;
    }
}
