using System.ComponentModel;
using System.Diagnostics;

namespace Runtime.Storage.Tests.Support;

/// <summary>A test that needs a small disk of its own, in memory; skipped where none may be mounted.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanMount = new(static () =>
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return false;
        using var folder = new TempFolder();
        return Mount(folder.Path) && Unmount(folder.Path);
    });

    public SmallDiskFactAttribute()
    {
        if (!CanMount.Value)
            Skip = "This process may not mount a small file system.";
    }

    /// <summary>Mounts four megabytes.</summary>
    internal static bool Mount(string folder) => Run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder);

    internal static bool Unmount(string folder) => Run("umount", "-l", folder);

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
