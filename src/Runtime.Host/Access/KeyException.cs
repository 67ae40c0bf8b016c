namespace Workflows.Runtime;

/// <summary>What was asked of the keys cannot be done. The message says why; it can be shown as it is.</summary>
/// <param name="message">What is wrong and what to do.</param>
public sealed class KeyException(string message) : Exception(message);
