using System.Diagnostics;
using System.Text;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Sandbox;

/// <summary>Runs one script in the sandbox, with a watchdog on time, memory and processes of the whole tree and a bound on its output.</summary>
internal sealed class SandboxRun(SandboxLauncher launcher, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    /// <summary>Runs a script.</summary>
    /// <param name="interpreter">Program and arguments that take the script's path last.</param>
    /// <param name="script">The script.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="room">What it may see.</param>
    /// <param name="cancellationToken">Gives up and kills.</param>
    /// <exception cref="ToolException">No sandbox, or a limit was passed.</exception>
    public async Task<SandboxOutcome> RunAsync(
        IReadOnlyList<string> interpreter, string script, string input, SandboxRoom room, CancellationToken cancellationToken)
    {
        // The script comes first on standard input and becomes a file of the private folder; what follows is the script's own input.
        var bytes = Encoding.UTF8.GetBytes(script);
        string[] command = ["/bin/sh", "-c", "head -c \"$1\" > /tmp/main && shift && exec \"$@\" /tmp/main", "sh", $"{bytes.Length}", .. interpreter];
        var started = clock.GetTimestamp();
        using var process = await launcher.StartAsync(command, room, cancellationToken);
        var verdict = new Verdict(process);
        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watching = WatchAsync(process, verdict, ended.Token);
            var feeding = FeedAsync(process, bytes, input);
            var output = ReadAsync(process.StandardOutput.BaseStream, "standard output", verdict);
            var errors = ReadAsync(process.StandardError.BaseStream, "standard error", verdict);
            await process.WaitForExitAsync(cancellationToken);
            await ended.CancelAsync();
            await Task.WhenAll(watching, feeding);
            var outcome = new SandboxOutcome(process.ExitCode, await output, await errors, clock.GetElapsedTime(started));
            return verdict.Limit is { } limit
                ? throw new ToolException(ToolErrorKind.SandboxLimit, $"The script was ended: {limit}. It had printed: {Start(outcome)}")
                : outcome;
        }
        finally
        {
            verdict.Kill(reason: null);
        }
    }

    private async Task WatchAsync(Process process, Verdict verdict, CancellationToken ended)
    {
        var limits = launcher.Limits;
        var started = clock.GetTimestamp();
        while (!ended.IsCancellationRequested)
        {
            var (processes, bytes) = ProcessTree.Measure(process.Id);
            if (bytes > limits.MemoryMb * 1024L * 1024)
                verdict.Kill($"its processes hold more than {limits.MemoryMb} MB of memory");
            else if (processes > limits.Processes + 4)      // bubblewrap's own two and the shell come on top
                verdict.Kill($"it has more than {limits.Processes} processes");
            else if (clock.GetElapsedTime(started) > TimeSpan.FromSeconds(limits.Seconds))
                verdict.Kill($"it ran longer than {limits.Seconds} s");
            await Task.Delay(Look, ended).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static async Task FeedAsync(Process process, byte[] script, string input)
    {
        try
        {
            var stream = process.StandardInput.BaseStream;
            await stream.WriteAsync(script);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(input));
            stream.Close();
        }
        catch (IOException)
        {
            process.StandardInput.Close();      // it ended without reading all of it
        }
    }

    private async Task<string> ReadAsync(Stream stream, string name, Verdict verdict)
    {
        var most = launcher.Limits.OutputKb * 1024;
        using var kept = new MemoryStream();
        var buffer = new byte[16_384];
        for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
        {
            await kept.WriteAsync(buffer.AsMemory(0, (int)Math.Min(read, most - kept.Length)));
            if (kept.Length >= most)
                verdict.Kill($"it wrote more than {launcher.Limits.OutputKb} KB to its {name}");
        }
        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }

    private static string Start(SandboxOutcome outcome) => string.Concat((outcome.Output + outcome.Errors).Take(500));

    private sealed class Verdict(Process process)
    {
        private string? limit;

        public string? Limit => Volatile.Read(ref limit);

        /// <summary>Everything inside dies with bubblewrap, which is the first process of their namespace's world.</summary>
        public void Kill(string? reason)
        {
            if (reason is not null)
                Interlocked.CompareExchange(ref limit, reason, null);
            try
            {
                process.Kill();
            }
            catch (InvalidOperationException)
            {
                return;         // it has ended
            }
        }
    }
}
