namespace Workflows.Contracts.Research;

/// <summary>Input of the workflow <c>Research</c>.</summary>
/// <param name="Question">What shall be found out.</param>
/// <param name="Files">Full path of the folder to look in; null takes the samples that ship with the app.</param>
/// <param name="Model">Name of a configured model for all agents; null takes what their definitions name.</param>
public sealed record ResearchRequest(string Question = "", string? Files = null, string? Model = null);
