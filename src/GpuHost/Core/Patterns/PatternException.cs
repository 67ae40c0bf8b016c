namespace GpuHost.Core.Patterns;

/// <summary>A regular expression that the core does not accept; the message says what and at which column.</summary>
internal sealed class PatternException(string message) : Exception(message);
