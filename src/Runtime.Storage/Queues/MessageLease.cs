namespace Workflows.Storage;

/// <summary>A message was hidden for another while.</summary>
/// <param name="PopReceipt">Takes the place of the receipt before.</param>
/// <param name="NextVisibleAt">When the message is visible again.</param>
public readonly record struct MessageLease(string PopReceipt, DateTimeOffset NextVisibleAt);
