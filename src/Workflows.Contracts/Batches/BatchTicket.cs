namespace Workflows.Contracts.Batches;

/// <summary>A batch that was sent.</summary>
/// <param name="Batch">Its id.</param>
/// <param name="Event">The external event that comes when it is done.</param>
/// <param name="Files">Files in it, as far as they are known.</param>
public sealed record BatchTicket(string Batch, string Event, int Files);
