namespace Microsoft.DurableTask.Client;

/// <summary>How to terminate.</summary>
/// <param name="Output">Output of the terminated instance.</param>
/// <param name="Recursive">Whether the children are terminated too.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
