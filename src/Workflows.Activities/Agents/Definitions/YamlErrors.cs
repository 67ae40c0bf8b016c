using YamlDotNet.RepresentationModel;

namespace Workflows.Activities.Agents.Definitions;

/// <summary>What is wrong with one file, each with its line.</summary>
internal sealed class YamlErrors(string file)
{
    private readonly List<string> all = [];

    public IReadOnlyList<string> All => all;

    public void Add(YamlNode? node, string problem) => Add(node?.Start.Line ?? 1, problem);

    public void Add(long line, string problem) => all.Add($"{file}({line}): {problem}");
}
