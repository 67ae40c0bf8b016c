using System.Diagnostics;
using Microsoft.Extensions.Options;
using Workflows.Tools;
using Workflows.Tools.Sandbox;

namespace Runtime.Bench;

/// <summary>sandbox: a shell script that does nothing, one after the other, from the start of its process to the end of its tree.</summary>
internal static class SandboxWorkload
{
    public static async Task<BenchResult> RunAsync(BenchSettings settings)
    {
        var n = settings.N ?? 200;
        using var launcher = new SandboxLauncher(Options.Create(new ToolOptions()));
        var sandbox = new SandboxRun(launcher, TimeProvider.System);
        var times = new List<double>();
        var watch = new Stopwatch();
        for (var i = -5; i < n; i++)        // five to warm up
        {
            watch.Restart();
            var outcome = await sandbox.RunAsync(["/bin/sh"], ":", "", new SandboxRoom(), CancellationToken.None);
            if (outcome.ExitCode != 0)
                throw new InvalidOperationException($"The script ended with {outcome.ExitCode}: {outcome.Errors}");
            if (i >= 0)
                times.Add(watch.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        return new BenchResult("sandbox", n, 1)
        {
            RunsPerSec = Math.Round(n * 1000 / times.Sum(), 1),
            P50Ms = Math.Round(times[n / 2], 2),
            P99Ms = Math.Round(times[(int)(n * 0.99)], 2),
            RssMb = Memory.RssMb(),
        };
    }
}
