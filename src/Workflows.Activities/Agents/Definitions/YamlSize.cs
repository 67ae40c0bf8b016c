using YamlDotNet.RepresentationModel;

namespace Workflows.Activities.Agents.Definitions;

/// <summary>Whether a document is of a size to be read: an alias can make a small file endless. Pure.</summary>
internal static class YamlSize
{
    private const int DepthMax = 64;
    private const int NodesMax = 20_000;        // ten times what the largest schema of an answer has

    /// <summary>What is too much, and where; null when nothing is.</summary>
    public static (long Line, string Text)? Problem(YamlNode root)
    {
        var count = 0;
        return Look(root, 0, ref count);
    }

    private static (long Line, string Text)? Look(YamlNode node, int depth, ref int count)
    {
        if (depth > DepthMax)
            return (node.Start.Line, $"This is nested deeper than {DepthMax}, or holds itself.");
        if (++count > NodesMax)
            return (node.Start.Line, $"The file has more than {NodesMax} values, those that aliases repeat counted each time.");
        foreach (var part in Parts(node))
        {
            if (Look(part, depth + 1, ref count) is { } problem)
                return problem;
        }

        return null;
    }

    private static IEnumerable<YamlNode> Parts(YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(entry => new[] { entry.Key, entry.Value }),
        YamlSequenceNode list => list.Children,
        _ => [],
    };
}
