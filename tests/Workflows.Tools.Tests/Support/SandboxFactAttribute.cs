using System.ComponentModel;
using System.Diagnostics;

namespace Workflows.Tools.Tests.Support;

/// <summary>A test of the sandbox. It is skipped where the kernel gives this process no namespaces; a sandbox that is not installed fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SandboxFactAttribute : FactAttribute
{
    public SandboxFactAttribute() => Skip = SandboxProbe.Problem;
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SandboxTheoryAttribute : TheoryAttribute
{
    public SandboxTheoryAttribute() => Skip = SandboxProbe.Problem;
}

internal static class SandboxProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Lazy<string?> Found = new(Probe);

    /// <summary>Why no sandbox can be made on this machine; null when it can, or when bubblewrap is not there and the tests shall say so.</summary>
    public static string? Problem => Found.Value;

    private static string? Probe()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("bwrap", ["--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "true"])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            })!;
            if (process.WaitForExit(Patience) && process.ExitCode == 0)
                return null;
            return $"The kernel gives this process no namespaces: {process.StandardError.ReadToEnd().Trim()}";
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
