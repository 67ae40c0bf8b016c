namespace GpuHost.Health;

/// <summary>The parts of a batch's way that are timed.</summary>
internal enum HostStage
{
    /// <summary>Finding and bringing files, waiting for a worker left out as far as it can be.</summary>
    Read = 0,

    /// <summary>On a worker.</summary>
    Process = 1,

    /// <summary>Storing the result, telling of it, removing the message.</summary>
    Publish = 2,
}
