using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace GpuHost.Tests.Cuda;

/// <summary>
/// A library that answers in the place of NVIDIA's driver and runs the very kernels on the processor. It is compiled from Standin and the kernels'
/// own source when a test first asks for it; where there is no compiler, the tests fail. Its faults are ordered, and what it holds is counted.
/// </summary>
public sealed unsafe class StandinDriver
{
    private static readonly string Sources = Path.Join(AppContext.BaseDirectory, "standin");
    private static readonly Lazy<string> Built = new(() => Build(""));
    private static readonly Lazy<string> BuiltWithoutEvents = new(() => Build("-DWITHOUT_EVENTS"));

    private readonly nint library = NativeLibrary.Load(Built.Value);

    /// <summary>Where the library lies.</summary>
    public static string Library => Built.Value;

    /// <summary>One that lacks an entry point.</summary>
    public static string OldLibrary => BuiltWithoutEvents.Value;

    /// <summary>Forgets all faults, settings and counts.</summary>
    public void Heal() => ((delegate* unmanaged<void>)Export("standin_heal"))();

    /// <summary>Says what the machine is like: devices, driver, major, minor, memory, seed.</summary>
    public void Set(string name, long value)
    {
        fixed (byte* text = Text(name))
            ((delegate* unmanaged<byte*, long, void>)Export("standin_set"))(text, value);
    }

    /// <summary>Has a function fail, after some calls that still go well; the code stays until the context is given back, or comes once.</summary>
    public void Fail(string function, int after, int code, bool isSticky)
    {
        fixed (byte* text = Text(function))
            ((delegate* unmanaged<byte*, int, int, int, void>)Export("standin_fail"))(text, after, code, isSticky ? 1 : 0);
    }

    /// <summary>Counts calls of a function; or what is <c>live</c>, was <c>leaked</c> or <c>overrun</c>.</summary>
    public long Count(string what)
    {
        fixed (byte* text = Text(what))
            return ((delegate* unmanaged<byte*, long>)Export("standin_count"))(text);
    }

    /// <summary>Runs a kernel by itself.</summary>
    /// <returns>0, or 2 when its threads parted at a barrier.</returns>
    public int Run<T>(string kernel, T arguments, int blocks, int threads, int seed)
        where T : unmanaged
    {
        fixed (byte* text = Text(kernel))
        {
            var run = (delegate* unmanaged<byte*, void*, uint, uint, uint, int>)Export("standin_run");
            return run(text, &arguments, (uint)blocks, (uint)threads, (uint)seed);
        }
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static string Build(string define)
    {
        var compiler = Environment.GetEnvironmentVariable("CXX") ?? "g++";
        var files = Directory.GetFiles(Sources).Order(StringComparer.Ordinal).ToList();
        string[] flags =
        [
            "-std=c++17", "-O2", "-U_FORTIFY_SOURCE", "-shared", "-fPIC", "-pthread", "-Wall", "-Wextra", "-Werror",
            "-Wl,-soname,workflows-standin.so",     // under the driver's own name it would answer whoever asks the loader for that, too
            .. define.Length == 0 ? Array.Empty<string>() : [define, "-O0"],
        ];
        var digest = SHA256.HashData([.. files.SelectMany(File.ReadAllBytes), .. Encoding.UTF8.GetBytes(compiler + string.Concat(flags))]);
        var folder = Path.Join(Path.GetTempPath(), $"workflows-standin-{Convert.ToHexStringLower(digest.AsSpan(0, 8))}");
        var library = Path.Join(folder, "libcuda.so.1");
        if (File.Exists(library))
            return library;
        Directory.CreateDirectory(folder);
        var made = Path.Join(folder, $"{Environment.ProcessId}.so");
        string[] arguments = [.. flags, "-I", Sources, .. files.Where(file => file.EndsWith(".cpp", StringComparison.Ordinal)), "-o", made];
        using var process = Process.Start(new ProcessStartInfo(compiler, arguments) { RedirectStandardError = true, UseShellExecute = false })
            ?? throw new InvalidOperationException($"'{compiler}' does not start.");
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{compiler}' could not compile the stand-in driver:\n{errors}");
        File.Move(made, library, overwrite: true);
        return library;
    }

    private nint Export(string name) => NativeLibrary.GetExport(library, name);
}
