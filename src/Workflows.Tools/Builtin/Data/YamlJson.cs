using System.Globalization;
using System.Text.Json.Nodes;
using Workflows.Contracts.Tools;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Workflows.Tools.Builtin.Data;

/// <summary>YAML's JSON schema: plain null, true, false and numbers are themselves, all else is text. Aliases may not multiply without end.</summary>
internal static class YamlJson
{
    private const int DepthMax = 64;
    private const int NodesMax = 200_000;       // a text of nine aliases of nine aliases has billions

    public static string Convert(string yaml) => Parse(yaml)?.ToJsonString(ToolJson.Options) ?? "null";

    /// <exception cref="ToolException">It is no YAML, or too large.</exception>
    public static JsonNode? Parse(string yaml)
    {
        try
        {
            CheckDepth(yaml);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            var nodes = 0;
            return stream.Documents.Count == 0 ? null : Node(stream.Documents[0].RootNode, ref nodes, 0);
        }
        catch (YamlException error)
        {
            throw new ToolException(ToolErrorKind.InvalidArguments, $"This is no YAML: {error.Message}", error);
        }
    }

    /// <summary>Before the nodes are made: that goes down once for each level, and a stack that is used up ends the process.</summary>
    private static void CheckDepth(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        for (var depth = 0; parser.MoveNext();)
        {
            depth += parser.Current is MappingStart or SequenceStart ? 1 : parser.Current is MappingEnd or SequenceEnd ? -1 : 0;
            if (depth > DepthMax)
                throw TooLarge();
        }
    }

    private static ToolException TooLarge() => new(ToolErrorKind.InvalidArguments, "The YAML is too large or too deep.");

    private static JsonNode? Node(YamlNode node, ref int nodes, int depth)
    {
        if (++nodes > NodesMax || depth > DepthMax)
            throw TooLarge();
        switch (node)
        {
            case YamlMappingNode mapping:
                var map = new JsonObject();
                foreach (var (key, value) in mapping.Children)
                    map[(key as YamlScalarNode)?.Value ?? ""] = Node(value, ref nodes, depth + 1);
                return map;
            case YamlSequenceNode sequence:
                var list = new JsonArray();
                foreach (var item in sequence.Children)
                    list.Add(Node(item, ref nodes, depth + 1));
                return list;
            default:
                return Scalar((YamlScalarNode)node);
        }
    }

    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any))
            return text;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;
        if (text.Any(char.IsAsciiDigit) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            return number;
        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ => text,
        };
    }
}
