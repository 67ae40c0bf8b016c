namespace Workflows.Contracts.Models;

/// <summary>A verdict on an answer.</summary>
/// <param name="Model">The model that gave it.</param>
/// <param name="Task">The kind of work, as its asker named it.</param>
/// <param name="Quality">0 for useless to 1 for as good as can be.</param>
public sealed record ModelGrade(string Model, string Task, double Quality);
