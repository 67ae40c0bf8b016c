using System.Diagnostics;

namespace Workflows.Activities.Models.Services;

/// <summary>
/// How a local service is started so that it outlives nobody. On Linux a shell stands over it in a session of their own: when its standard input
/// ends, because we closed it or because we died, it ends the whole group, kindly first. A service that dies takes what it started along.
/// </summary>
internal static class Warden
{
    /// <summary>Seconds a service has between being asked to end and being killed.</summary>
    public const int GraceSeconds = 3;

    private const string Shell = "/bin/sh";

    // Only a handler that does nothing: a signal that is ignored would stay ignored in the service.
    private const string Script = """
        trap : TERM
        exec 3<&0
        "$@" 3<&- </dev/null &
        served=$!
        { cat <&3; trap '' TERM; kill -TERM 0; sleep 3; kill -KILL 0; } >/dev/null 2>&1 &
        exec 3<&-
        wait $served; code=$?
        while kill -0 $served 2>/dev/null; do wait $served; code=$?; done
        trap '' TERM
        { kill -TERM 0; sleep 1; kill -KILL 0; } >/dev/null 2>&1 &
        exit $code
        """;

    private static readonly string? Session = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    public static ProcessStartInfo Describe(string command, IReadOnlyList<string> arguments)
    {
        var start = OperatingSystem.IsLinux() && Session is not null && File.Exists(Shell)
            ? new ProcessStartInfo(Session, [Shell, "-c", Script, "warden", command, .. arguments])
            : new ProcessStartInfo(command, arguments);
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        return start;
    }
}
