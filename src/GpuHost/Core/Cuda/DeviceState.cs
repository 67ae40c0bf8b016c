namespace GpuHost.Core.Cuda;

/// <summary>How it stands with the graphics device.</summary>
public enum DeviceState
{
    /// <summary>None is to be used.</summary>
    Off,

    /// <summary>None was looked for yet: the first batch does that.</summary>
    Idle,

    /// <summary>It is being opened; the processor works meanwhile.</summary>
    Opening,

    /// <summary>It takes batches.</summary>
    Ready,

    /// <summary>It failed and will be tried again.</summary>
    Resting,

    /// <summary>There is none that can be used, and there will be none.</summary>
    Absent,
}
