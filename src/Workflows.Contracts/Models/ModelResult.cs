namespace Workflows.Contracts.Models;

/// <summary>
/// What a model call leaves in history. It wraps the outcome because an activity's result is written as the type it is, and an outcome
/// tells its kind only as a member.
/// </summary>
/// <param name="Outcome">How the call ended.</param>
public sealed record ModelResult(ModelOutcome Outcome);
