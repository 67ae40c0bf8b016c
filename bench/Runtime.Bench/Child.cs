using System.Diagnostics;
using System.Reflection;

namespace Runtime.Bench;

/// <summary>Another process of this program, which does one part of a workload and writes its figures to its output.</summary>
internal static class Child
{
    /// <summary>The first argument of such a process.</summary>
    public const string Verb = "child";

    public static Process Start(string part, string folder)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardInput = part is "http" or "blobs", RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        foreach (var argument in new[] { Verb, part, folder })
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Runs a part to its end.</summary>
    /// <returns>The last line it wrote.</returns>
    public static async Task<string> RunAsync(string part, string folder)
    {
        using var process = Start(part, folder);
        var output = (await process.StandardOutput.ReadToEndAsync()).TrimEnd().Split('\n')[^1];
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"The part '{part}' failed with {process.ExitCode}: {output}");
    }

    /// <summary>Milliseconds since this process was started, its own start included.</summary>
    public static double Age() => (DateTime.UtcNow - Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalMilliseconds;
}
