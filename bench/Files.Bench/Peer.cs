using System.Diagnostics;
using System.Globalization;

namespace Files.Bench;

/// <summary>
/// A tool that does a part of the job, over the same files in the same run. In its command {folder} is the corpus, {files} a list of its files
/// separated by NUL, {names} one by lines, {work} a folder for its own use.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Program">What must be found in the path.</param>
/// <param name="Command">The command for bash.</param>
internal sealed record Peer(string Name, string Program, string Command)
{
    /// <summary>What it needs before, not timed; null when nothing.</summary>
    public string? Before { get; init; }

    /// <summary>Whether it prints seconds of the processor and what they were for, because only a part of what it does is compared.</summary>
    public bool MeasuresItself { get; init; }

    public bool IsPresent() => Bash($"command -v {Program}", out _) == 0;

    /// <summary>Runs it; null when it cannot be prepared.</summary>
    public (double Clock, double Cpu, string Output)? Run(Func<string, string> fill)
    {
        if (Before is not null && Bash(fill(Before), out _) != 0)
            return null;
        var code = Bash($"TIMEFORMAT='%R %U %S'; time {{ ( {fill(Command)} ) 2>/dev/null; }}", out var output, out var times);
        var parts = times.Trim().Split('\n')[^1].Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return MeasuresItself && (code != 0 || output.Length == 0) ? null : (parts[0], parts[1] + parts[2], output);
    }

    private static int Bash(string script, out string output) => Bash(script, out output, out _);

    private static int Bash(string script, out string output, out string errors)
    {
        // Little goes to the error stream, so that it is not full before the other has ended.
        var start = new ProcessStartInfo("bash")
        {
            ArgumentList = { "-c", script }, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        using var bash = Process.Start(start)!;
        output = bash.StandardOutput.ReadToEnd();
        errors = bash.StandardError.ReadToEnd();
        bash.WaitForExit();
        return bash.ExitCode;
    }
}
