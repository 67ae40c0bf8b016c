namespace Workflows.Runtime;

/// <summary>A key as it may be shown at any time: never with its value, which is not stored.</summary>
/// <param name="Scope">What it opens.</param>
/// <param name="Name">Its name within the scope.</param>
/// <param name="Function">The function it opens; null for the other scopes.</param>
/// <param name="CreatedAt">When its present value was made, in UTC.</param>
public sealed record HostKey(KeyScope Scope, string Name, string? Function, DateTimeOffset CreatedAt);
