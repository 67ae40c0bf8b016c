namespace Workflows.Tools.Sandbox;

/// <summary>What a script did.</summary>
internal sealed record SandboxOutcome(int ExitCode, string Output, string Errors, TimeSpan Duration);
