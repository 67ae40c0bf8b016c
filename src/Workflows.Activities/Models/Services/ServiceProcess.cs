using System.ComponentModel;
using System.Diagnostics;

namespace Workflows.Activities.Models.Services;

/// <summary>One program of a local service while it runs: its end, and the last it said.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const int LinesKept = 3;            // what goes into a message; the rest is the program's own log
    private const int LineCharsMax = 200;
    private const int NotFound = 127;           // the shell's word for a program that is not there

    private readonly Process process;
    private readonly Queue<string> said = new();

    private ServiceProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    public bool WasNotFound => HasExited && ExitCode == NotFound;

    /// <summary>Its last lines, as an addition to a message; empty when it said nothing.</summary>
    public string LastWords
    {
        get
        {
            lock (said)
                return said.Count == 0 ? "" : $" It said: {string.Join(" / ", said)}";
        }
    }

    /// <exception cref="Win32Exception">The program is not there or cannot be executed.</exception>
    public static ServiceProcess Start(string command, IReadOnlyList<string> arguments, IEnumerable<string> withheld)
    {
        var start = Warden.Describe(command, arguments);
        foreach (var name in withheld)
            start.Environment.Remove(name);
        var started = new ServiceProcess(new Process { StartInfo = start });
        started.Listen();
        return started;
    }

    public Task WaitAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    /// <summary>Ends it with all it started, kindly first.</summary>
    public async Task StopAsync()
    {
        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(Warden.GraceSeconds + 2));
        try
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync(grace.Token);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            Kill();
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private void Kill()
    {
        try
        {
            process.StandardInput.Close();
            if (!OperatingSystem.IsLinux())
                process.Kill(entireProcessTree: true);      // there is no warden
        }
        catch (Exception error) when (error is InvalidOperationException or IOException)
        {
            return;             // it has ended
        }
    }

    private void Listen()
    {
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();          // a full pipe would stop it
        process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (said)
        {
            said.Enqueue(line.Length <= LineCharsMax ? line : line[..LineCharsMax] + "…");
            if (said.Count > LinesKept)
                said.Dequeue();
        }
    }
}
