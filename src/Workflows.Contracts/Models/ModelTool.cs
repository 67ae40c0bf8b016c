namespace Workflows.Contracts.Models;

/// <summary>A tool a model may ask for. The model only asks: calling it is an activity of its own.</summary>
/// <param name="Name">1 to 64 letters, digits, '_' or '-'; unique in its call.</param>
/// <param name="Description">What it does and when to use it; models choose by it.</param>
/// <param name="ParametersJson">JSON Schema of its arguments, as JSON text, whose root is an object.</param>
public sealed record ModelTool(string Name, string Description, string ParametersJson);
