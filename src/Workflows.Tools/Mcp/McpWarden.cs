using System.Diagnostics;

namespace Workflows.Tools.Mcp;

/// <summary>
/// How a bare server is started so that it outlives nobody, <c>kill -9</c> of us included: a shell in a session of its own hands our lines on to it, and
/// when they end, or the server does, ends the whole group. Many servers end by themselves when their input does; launchers and what they started do not.
/// </summary>
internal static class McpWarden
{
    private const string Shell = "/bin/sh";

    private const string Script = """
        trap : TERM
        {
          cat
          exec >&- 2>&-
          sleep 1
          trap '' TERM
          kill -TERM 0; sleep 1; kill -KILL 0
        } | {
          "$@"
          code=$?
          trap '' TERM
          kill -TERM 0
          exit $code
        }
        """;

    private static readonly string? Session = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    /// <summary>The command under the warden; as it is where there is none.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program is not there; a shell would say so where nobody reads.</exception>
    public static ProcessStartInfo Describe(string[] command)
    {
        if (!OperatingSystem.IsLinux() || Session is null || !File.Exists(Shell))
            return new ProcessStartInfo(command[0], command.Skip(1));
        if (!IsThere(command[0]))
            throw new System.ComponentModel.Win32Exception(2);
        return new ProcessStartInfo(Session, [Shell, "-c", Script, "warden", .. command]);
    }

    private static bool IsThere(string program) => program.Contains('/')
        ? File.Exists(program)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
