namespace Workflows.Contracts.Models.Bench;

/// <summary>How models did on the same questions.</summary>
/// <param name="Models">One profile for each, in the order asked for.</param>
public sealed record BenchReport(IReadOnlyList<ModelProfile> Models);
