namespace Workflows.Contracts.Tools;

/// <summary>What a person is asked to allow: one tool with exactly these arguments.</summary>
/// <param name="Hash">
/// SHA-256 in lower-case hex over the tool's name, its definition and the canonical arguments. Whoever changes any of them, the tool's server
/// included, has a different hash.
/// </param>
/// <param name="Tool">The tool.</param>
/// <param name="Effect">What it does to the world, as far as known.</param>
/// <param name="ArgumentsJson">The arguments, canonical: names in ordinal order, no white space. Show them whole.</param>
/// <param name="Reason">Why it does not pass by itself.</param>
public sealed record ToolApprovalRequest(string Hash, string Tool, ToolEffect Effect, string ArgumentsJson, string Reason);
