using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace EndToEnd.Tests;

/// <summary>The real program in a real process, in a folder of its own.</summary>
internal sealed class WorkflowsProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);       // a slow machine under load; a hang fails all the same

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private Task watching = Task.CompletedTask;
    private long peakBytes;
    private long processorTicks;

    private WorkflowsProcess(Process process) => this.process = process;

    public string Output => Read(output);

    public string Error => Read(error);

    public int ProcessId => process.Id;

    /// <summary>The most memory it has held so far, as Linux counts it (VmHWM); 0 elsewhere. Looked at every few milliseconds.</summary>
    public long PeakBytes => Interlocked.Read(ref peakBytes);

    /// <summary>Time it has spent on processors so far.</summary>
    public TimeSpan ProcessorTime => new(Interlocked.Read(ref processorTicks));

    /// <summary>Starts the program.</summary>
    /// <param name="folder">Its current folder.</param>
    /// <param name="settings">Environment variables.</param>
    /// <param name="arguments">Its command line.</param>
    public static WorkflowsProcess Start(string folder, IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        StartProgram("workflows.dll", folder, settings, arguments);

    /// <summary>Starts another program that lies beside this one.</summary>
    public static WorkflowsProcess StartProgram(
        string program, string folder, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;

        var started = new WorkflowsProcess(new Process { StartInfo = start });
        started.Listen();
        return started;
    }

    /// <summary>Runs the program to its end.</summary>
    public static Task<Ending> RunAsync(string folder, params string[] arguments) => RunAsync(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Runs the program with settings to its end.</summary>
    public static async Task<Ending> RunAsync(string folder, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        using var process = Start(folder, settings, arguments);
        return await process.EndingAsync();
    }

    /// <summary>Waits for the end and tells all of it.</summary>
    public async Task<Ending> EndingAsync()
    {
        var exitCode = await ExitAsync();
        await watching;
        return new Ending(exitCode, Output, Error, PeakBytes, ProcessorTime);
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException error)
        {
            Kill();
            throw new TimeoutException($"The program did not end within {Patience}.\n{Output}\n{Error}", error);
        }

        return process.ExitCode;
    }

    /// <summary>Waits for the end, at most so long.</summary>
    /// <returns>Whether it has ended.</returns>
    public async Task<bool> EndsWithinAsync(TimeSpan time)
    {
        using var limit = new CancellationTokenSource(time);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return process.HasExited;
        }
    }

    /// <summary>Writes a line to its standard input, which stays open.</summary>
    public async Task WriteLineAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for a line of standard output that holds the text.</summary>
    public Task<string> LineAsync(string text) => LineAsync(text, () => Output);

    /// <summary>Waits for a line of standard error that holds the text.</summary>
    public Task<string> ErrorAsync(string text) => LineAsync(text, () => Error);

    private async Task<string> LineAsync(string text, Func<string> said)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var line = said().Split('\n').FirstOrDefault(found => found.Contains(text, StringComparison.Ordinal));
            if (line is not null)
                return line;
            if (process.HasExited)
                throw new InvalidOperationException($"The program ended with {process.ExitCode} before it said '{text}'.\n{Output}\n{Error}");
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>SIGKILL: the process has no say.</summary>
    public void Kill()
    {
        if (!process.HasExited)
            process.Kill();
        process.WaitForExit();
    }

    /// <summary>Sends a signal by name, for example TERM or INT.</summary>
    public async Task SignalAsync(string signal)
    {
        var number = process.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", ["-" + signal, number]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    private void Listen()
    {
        process.OutputDataReceived += (_, e) => Append(output, e.Data);
        process.ErrorDataReceived += (_, e) => Append(error, e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (OperatingSystem.IsLinux())
            watching = WatchAsync();
    }

    // The numbers are gone with the process, so they are read as long as it lives; both only grow.
    private async Task WatchAsync()
    {
        const string field = "VmHWM:";
        var status = $"/proc/{process.Id}/status";
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            while (await tick.WaitForNextTickAsync() && MemoryLine(status, field) is { } line)
            {
                Interlocked.Exchange(ref peakBytes, 1024 * long.Parse(line[field.Length..^" kB".Length].Trim(), CultureInfo.InvariantCulture));
                Interlocked.Exchange(ref processorTicks, process.TotalProcessorTime.Ticks);
            }
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
        }
    }

    private static string? MemoryLine(string status, string field) =>
        File.ReadLines(status).FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.AppendLine(line);
    }
}
