namespace GpuHost.Core.Rules;

/// <summary>A rules file that cannot be used; the message names every wrong line.</summary>
public sealed class RuleFileException(string message) : Exception(message);
