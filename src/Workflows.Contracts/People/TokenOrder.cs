namespace Workflows.Contracts.People;

/// <summary>Asks for the token of a call that a person allowed.</summary>
/// <param name="Hash">The call.</param>
/// <param name="ApprovedBy">The person.</param>
public sealed record TokenOrder(string Hash, string ApprovedBy);
