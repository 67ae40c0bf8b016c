using System.ComponentModel.DataAnnotations;

namespace Workflows.Tools.Sandbox;

/// <summary>Limits of what runs in the sandbox. They hold for a script with everything it starts.</summary>
public sealed class SandboxOptions
{
    /// <summary>Seconds of wall-clock time.</summary>
    [Range(1, 3600)]
    public int Seconds { get; set; } = 30;

    /// <summary>Megabytes of memory of all its processes together.</summary>
    [Range(16, 65_536)]
    public int MemoryMb { get; set; } = 512;

    /// <summary>Processes and threads.</summary>
    [Range(4, 4096)]
    public int Processes { get; set; } = 64;

    /// <summary>Kilobytes of standard output and of standard error, each.</summary>
    [Range(1, 65_536)]
    public int OutputKb { get; set; } = 256;

    /// <summary>Megabytes of its private folder and of any file it writes.</summary>
    [Range(1, 65_536)]
    public int DiskMb { get; set; } = 64;
}
