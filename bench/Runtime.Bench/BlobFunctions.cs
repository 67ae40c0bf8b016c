using Microsoft.Azure.Functions.Worker;

namespace Runtime.Bench;

/// <summary>What the blob workloads run: a function that does nothing but be counted.</summary>
public static class BlobFunctions
{
    /// <summary>The container it listens to.</summary>
    public const string Container = "bench";

    private static int handled;

    /// <summary>Blobs handled by this process.</summary>
    public static int Handled => Volatile.Read(ref handled);

    /// <summary>Takes a blob.</summary>
    [Function("Take")]
    public static void Take([BlobTrigger(Container + "/{name}")] byte[] content, string name) => Interlocked.Increment(ref handled);
}
