namespace Workflows.Activities.Agents.Definitions;

/// <summary>What agents' files may name: a typing error in a name is told at the start, as every other.</summary>
/// <param name="Models">The configured models.</param>
/// <param name="MayBeTool">Whether a tool of this name is there, or may be once its server is started.</param>
internal sealed record KnownNames(IReadOnlyCollection<string> Models, Func<string, bool> MayBeTool)
{
    public bool IsModel(string name) => Models.Contains(name, StringComparer.OrdinalIgnoreCase);
}
