namespace Workflows.Contracts.Tools;

/// <summary>What a tool is, for models, for people and for the registry.</summary>
/// <param name="Name">Letters, digits, underscore and hyphen, at most 64: what every model provider accepts.</param>
/// <param name="Description">What it does and when to use it. From an outside server it is untrusted text.</param>
/// <param name="InputSchema">JSON schema of the arguments; an object.</param>
/// <param name="Effect">What it does to the world.</param>
/// <param name="Source">Where it comes from: <c>builtin</c>, <c>mcp:name</c>, <c>openapi:name</c>, <c>sandbox</c>, <c>workflows</c>.</param>
public sealed record ToolDescriptor(string Name, string Description, string InputSchema, ToolEffect Effect, string Source)
{
    /// <summary>Longest time of one attempt.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most bytes of arguments, as UTF-8.</summary>
    public int InputBytesMax { get; init; } = 256 * 1024;

    /// <summary>Most bytes of a result, as UTF-8; the rest is cut off and the outcome says so.</summary>
    public int OutputBytesMax { get; init; } = 64 * 1024;

    /// <summary>Whether running it twice with the same arguments is the same as once. Tools that only read are.</summary>
    public bool Idempotent { get; init; }

    /// <summary>
    /// Whether results can hold what strangers wrote: files, pages, servers. After such a result no tool of the run passes by the settings' leave alone.
    /// </summary>
    public bool OpenWorld { get; init; }

    /// <summary>Tool that answers in its place when this one cannot; null for none.</summary>
    public string? Fallback { get; init; }
}
