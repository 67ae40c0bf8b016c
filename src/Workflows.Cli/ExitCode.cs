namespace Workflows.Cli;

/// <summary>What the process's exit code says. The numbers are part of the command line's contract.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>
    /// The run failed or was terminated, its state forbids what was asked, the code does not fit a history, or something went wrong that has no
    /// code of its own.
    /// </summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong: an unknown workflow or run, a bad option, an id that is in use.</summary>
    public const int Usage = 2;

    /// <summary>The input is wrong: no such folder, malformed JSON.</summary>
    public const int BadInput = 3;

    /// <summary>The task hub cannot be used: another process has it, it is damaged, or cannot be written.</summary>
    public const int Hub = 4;

    /// <summary>The port is taken.</summary>
    public const int Port = 5;

    /// <summary>A setting is wrong; nothing was started.</summary>
    public const int Configuration = 6;

    /// <summary>Ctrl+C: the run goes on at the next <c>--resume</c>.</summary>
    public const int Interrupted = 130;
}
