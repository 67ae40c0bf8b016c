namespace Workflows.Contracts.Models;

/// <summary>Asks for an answer in JSON.</summary>
/// <param name="Name">1 to 64 letters, digits, '_' or '-'; providers show it to the model.</param>
/// <param name="Json">A JSON Schema, as JSON text, whose root is an object or an array.</param>
public sealed record AnswerSchema(string Name, string Json);
