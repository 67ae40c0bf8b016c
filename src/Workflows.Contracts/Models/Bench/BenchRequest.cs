namespace Workflows.Contracts.Models.Bench;

/// <summary>What to measure.</summary>
/// <param name="Models">Names of configured models.</param>
/// <param name="Tasks">The questions; asked in their order, and again from the first when there are more calls than questions.</param>
/// <param name="Calls">Questions to each model.</param>
/// <param name="InFlight">Questions at once to one model; models are measured one after the other.</param>
public sealed record BenchRequest(IReadOnlyList<string> Models, IReadOnlyList<BenchTask> Tasks, int Calls, int InFlight);
