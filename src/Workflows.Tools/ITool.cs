using Workflows.Contracts.Tools;

namespace Workflows.Tools;

/// <summary>One tool. It is called with arguments that fit its schema, and only when the registry's rules let the call pass.</summary>
public interface ITool
{
    /// <summary>What it is; the same for as long as the tool is offered.</summary>
    ToolDescriptor Descriptor { get; }

    /// <summary>Does the work.</summary>
    /// <param name="request">The arguments and whose call it is.</param>
    /// <param name="cancellationToken">The time limit, or nobody waits any more.</param>
    /// <returns>The result; the registry bounds its size.</returns>
    /// <exception cref="ToolException">It could not be done; the kind decides on retries.</exception>
    Task<ToolResult> RunAsync(ToolRequest request, CancellationToken cancellationToken);
}
