using System.Diagnostics;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Sandbox;

/// <summary>
/// Builds the command line that runs a program in bubblewrap: no network, no capabilities, namespaces of its own for users, processes, names and
/// IPC, an empty environment, the system's programs for reading and one small private folder. The limits are set inside, because outside they would be
/// shared with everything else of the same user; and the sandbox never runs as root, whom the limit on processes does not bind.
/// </summary>
internal sealed class SandboxLauncher(IOptions<ToolOptions> options) : IDisposable
{
    private static readonly string[] AsNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"];
    private static readonly string[] Reachable = ["/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/ssl", "/etc/ca-certificates", "/etc/pki"];
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim gate = new(1);
    private bool probed;

    /// <summary>Name or path of bubblewrap.</summary>
    internal string Program { get; set; } = "bwrap";

    private string? problem;

    public void Dispose() => gate.Dispose();

    public SandboxOptions Limits => options.Value.Sandbox;

    /// <summary>Why there is no sandbox on this machine; null when there is one. Asked once.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (!probed)
                problem = await ProbeAsync(cancellationToken);
            probed = true;
            return problem;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <exception cref="ToolException">There is no sandbox here.</exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (await ProblemAsync(cancellationToken) is { } missing)
            throw new ToolException(ToolErrorKind.NoSandbox, missing) { NotStarted = true };
    }

    /// <summary>Starts a program in the sandbox, its three streams redirected.</summary>
    /// <param name="command">Program and arguments, as they are called inside.</param>
    /// <param name="room">What it may see beside the system's programs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">There is no sandbox here.</exception>
    public async Task<Process> StartAsync(IReadOnlyList<string> command, SandboxRoom room, CancellationToken cancellationToken)
    {
        await RequireAsync(cancellationToken);
        return await ProcessStarter.StartAsync(Describe([.. Prefix(), .. Bubblewrap(room), .. Limited(room), .. command]));
    }

    private static string[] Prefix() => Environment.IsPrivilegedProcess ? AsNobody : [];

    private List<string> Bubblewrap(SandboxRoom room)
    {
        List<string> arguments =
        [
            Program, "--unshare-user", "--unshare-all", "--disable-userns", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL",
            "--hostname", "sandbox", "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", "/tmp", "--setenv", "LANG", "C.UTF-8",
            "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin", "/sbin", "--symlink", "usr/lib", "/lib",
            "--symlink", "usr/lib64", "/lib64", "--proc", "/proc", "--dev", "/dev", "--size", $"{Limits.DiskMb * 1024L * 1024}", "--tmpfs", "/tmp",
        ];
        if (room.Network)
            arguments.AddRange(["--share-net", .. Reachable.SelectMany(path => new[] { "--ro-bind-try", path, path })]);
        foreach (var (name, value) in room.Environment)
            arguments.AddRange(["--setenv", name, value]);
        foreach (var folder in room.Readable)
            arguments.AddRange(["--ro-bind", folder, folder]);
        foreach (var folder in room.Writable)
            arguments.AddRange(["--bind", folder, folder]);
        // Else both would be memory without a bound.
        arguments.AddRange(["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--"]);
        return arguments;
    }

    private IEnumerable<string> Limited(SandboxRoom room)
    {
        List<string> arguments =
        [
            "/usr/bin/prlimit", $"--nproc={Limits.Processes}", $"--fsize={Limits.DiskMb * 1024L * 1024}", $"--nofile={room.OpenFiles}", "--core=0",
        ];
        if (!room.ReservesAddresses)
            arguments.Add($"--as={(Limits.MemoryMb + 256L) * 1024 * 1024}");
        return [.. arguments, "--"];
    }

    private static ProcessStartInfo Describe(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        return start;
    }

    private async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        const string cure = "Tools that run code are refused. On Linux install bubblewrap (Debian: apt-get install bubblewrap) and allow user namespaces.";
        if (!OperatingSystem.IsLinux())
            return $"There is no sandbox on this system. {cure}";
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(ProbeLimit);
            var room = new SandboxRoom();
            using var process = await ProcessStarter.StartAsync(Describe([.. Prefix(), .. Bubblewrap(room), .. Limited(room), "/usr/bin/true"]));
            process.StandardInput.Close();
            var said = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? null : $"The sandbox does not start: {said.Trim()} {cure}";
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return $"The sandbox does not start: {error.Message} {cure}";
        }
    }
}
