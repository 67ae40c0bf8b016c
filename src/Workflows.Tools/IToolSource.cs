namespace Workflows.Tools;

/// <summary>Where tools come from.</summary>
public interface IToolSource
{
    /// <summary>Name for messages.</summary>
    string Name { get; }

    /// <summary>Whether a tool of this name could be one of its own. A source with a prefix is not started for other names.</summary>
    /// <param name="tool">The name.</param>
    bool MayHave(string tool) => true;

    /// <summary>The tools it offers now. Called often: a source that must ask a server keeps what it heard.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The tools.</returns>
    /// <exception cref="ToolException">It cannot say; the message names the reason and the cure.</exception>
    Task<IReadOnlyList<ITool>> ToolsAsync(CancellationToken cancellationToken);
}
