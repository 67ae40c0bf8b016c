namespace Workflows.Tools.OpenApi;

/// <summary>One operation.</summary>
/// <param name="Id">Its operationId, or method and path.</param>
/// <param name="Method">Lower case.</param>
/// <param name="Path">With {names} in it.</param>
/// <param name="Description">From the document.</param>
/// <param name="InputSchema">All parameters, and the JSON body as <c>body</c>.</param>
/// <param name="Places">Where each parameter goes: path, query, header or body.</param>
internal sealed record OpenApiOperation(
    string Id, string Method, string Path, string Description, string InputSchema, IReadOnlyDictionary<string, string> Places);
