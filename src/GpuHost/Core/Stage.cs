namespace GpuHost.Core;

/// <summary>The parts of a pass that are timed.</summary>
public enum Stage
{
    /// <summary>Looking names up, opening, reading, closing.</summary>
    Read = 0,

    /// <summary>SHA-256.</summary>
    Digest = 1,

    /// <summary>Type, encoding, language, lines.</summary>
    Text = 2,

    /// <summary>Entropy, signature, embedding.</summary>
    Measure = 3,

    /// <summary>Rules.</summary>
    Scan = 4,

    /// <summary>Model tokens.</summary>
    Tokens = 5,

    /// <summary>Looking for packed content and opening it.</summary>
    Containers = 6,

    /// <summary>Sending to a graphics device and waiting for it.</summary>
    Device = 7,
}
