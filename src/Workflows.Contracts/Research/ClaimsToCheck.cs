namespace Workflows.Contracts.Research;

/// <summary>Claims whose quotes shall be looked up.</summary>
/// <param name="Root">Full path of the folder.</param>
/// <param name="Claims">Claims on files of the folder.</param>
public sealed record ClaimsToCheck(string Root, IReadOnlyList<ResearchClaim> Claims);
