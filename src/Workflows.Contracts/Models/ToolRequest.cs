namespace Workflows.Contracts.Models;

/// <summary>A model's wish to call a tool.</summary>
/// <param name="Id">The provider's id of the request; the reply carries it. Unique in its answer.</param>
/// <param name="Name">Name of one of the call's tools.</param>
/// <param name="ArgumentsJson">The arguments: a JSON object, as JSON text. Not checked against the tool's schema here.</param>
public sealed record ToolRequest(string Id, string Name, string ArgumentsJson);
