namespace Workflows.Contracts.Tools;

/// <summary>
/// All tools of the app: built in, of MCP servers, of OpenAPI documents, sandboxed and workflows. Limits, retries, fallbacks, circuit breakers,
/// approvals and the journal are the registry's work and not its callers'.
/// </summary>
public interface IToolRegistry
{
    /// <summary>The tools on offer, in ordinal order of name. The first call may start servers to ask what they offer.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The tools; a source that cannot be asked is left out and named by <see cref="ProblemsAsync"/>.</returns>
    Task<IReadOnlyList<ToolDescriptor>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One tool.</summary>
    /// <param name="name">Its name, exactly.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The tool; null when none has that name.</returns>
    Task<ToolDescriptor?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Whether a tool of this name is there, or may be once its server is asked. Asks nobody.</summary>
    /// <param name="name">Its name, exactly.</param>
    bool MayHave(string name);

    /// <summary>
    /// Calls a tool. A call whose key was finished before is answered from the journal and not made again; one that was under way when the process
    /// died is made again only when the tool is idempotent.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="idempotencyKey">The same for every repetition of this call, also after a crash, and different for every other call.</param>
    /// <param name="cancellationToken">Gives up; the call then counts as interrupted.</param>
    /// <returns>How it ended; a failure is an outcome.</returns>
    /// <exception cref="OperationCanceledException">The call was given up.</exception>
    Task<ToolOutcome> InvokeAsync(ToolCall call, string idempotencyKey, CancellationToken cancellationToken);

    /// <summary>How the tools did.</summary>
    /// <param name="run">Only within this run; null for all runs of the last 30 days.</param>
    /// <returns>One entry for each tool that was called, in ordinal order of name.</returns>
    IReadOnlyList<ToolStatistics> Statistics(string? run);

    /// <summary>Sources that cannot offer their tools now, each with the reason and its cure.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<string>> ProblemsAsync(CancellationToken cancellationToken);
}
