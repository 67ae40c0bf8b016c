using Workflows.Contracts.Batches;

namespace Files.Bench;

/// <summary>One way to run the file host.</summary>
/// <param name="Name">Name of the workload.</param>
/// <param name="Work">What is asked for.</param>
/// <param name="CacheBytes">Memory of its cache.</param>
/// <param name="Connection">The storage account.</param>
/// <param name="Folder">Where it may write.</param>
internal sealed record HostRun(string Name, BatchWork Work, long CacheBytes, string Connection, string Folder);
