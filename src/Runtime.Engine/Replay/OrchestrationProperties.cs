namespace Runtime.Engine.Replay;

/// <summary>
/// What orchestrators find in <c>TaskOrchestrationContext.Properties</c>; a service of the host.
/// The same for every run, and not part of its history.
/// </summary>
/// <param name="Values">Names and values.</param>
internal sealed record OrchestrationProperties(IReadOnlyDictionary<string, object?> Values);
