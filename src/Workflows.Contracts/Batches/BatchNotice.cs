namespace Workflows.Contracts.Batches;

/// <summary>Whom to tell when a batch is done.</summary>
/// <param name="Run">Id of the run that waits.</param>
/// <param name="Event">The external event it waits for.</param>
public sealed record BatchNotice(string Run, string Event);
