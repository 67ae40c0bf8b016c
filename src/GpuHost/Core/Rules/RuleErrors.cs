using YamlDotNet.RepresentationModel;

namespace GpuHost.Core.Rules;

/// <summary>What is wrong with a rules file, each with the line it stands on.</summary>
internal sealed class RuleErrors(string file)
{
    public List<string> Messages { get; } = [];

    /// <summary>Notes an error; answers null, so that a reader can return it.</summary>
    public YamlMappingNode? Add(long line, string what)
    {
        Messages.Add($"{file}, line {line}: {what}");
        return null;
    }
}
