namespace Workflows.Contracts.Research;

/// <summary>Custom status of a research run.</summary>
/// <param name="Step">planning, searching, debating, writing or done.</param>
/// <param name="Parts">Parts of the question.</param>
/// <param name="Claims">Claims found so far whose quotes were checked.</param>
public sealed record ResearchProgress(string Step, int Parts, int Claims);
