namespace Workflows.Storage.Embedded;

/// <summary>What the holder of a message shows.</summary>
internal readonly record struct MessageKey(string Id, string PopReceipt);
