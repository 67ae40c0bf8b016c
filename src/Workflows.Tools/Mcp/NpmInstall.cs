using System.Diagnostics;
using Workflows.Contracts.Tools;
using Workflows.Tools.Sandbox;

namespace Workflows.Tools.Mcp;

/// <summary>
/// <c>npm ci</c> in the sandbox: it sees the system's programs, the network and one new folder, none of the user's files and none of our environment but
/// where the registry is. Its folder lies among temporary files and belongs to whom the sandbox runs as; the result is copied, so that nobody else can
/// change it later.
/// </summary>
internal sealed class NpmInstall(SandboxLauncher sandbox)
{
    private const int FilesMax = 200_000;       // the pinned servers have a tenth of that
    private const int FilesOpenMax = 4096;      // npm unpacks many packages at once
    private const string Mark = "installed";
    private const int HeldOnLinux = 11;         // EWOULDBLOCK of flock, which .NET passes on as it is; other errors would be waited for without end
    private const int HeldOnMac = 35;
    private const int HeldOnWindows = unchecked((int)0x80070020);       // ERROR_SHARING_VIOLATION
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TurnLook = TimeSpan.FromMilliseconds(200);

    /// <summary>How the names of npm's folders begin; one that is older than an install may take was left by a kill.</summary>
    internal const string StagingPrefix = "workflows-npm-";

    private static readonly string[] Passed =
    [
        "npm_config_registry", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR",
    ];

    /// <summary>Whether an install in the folder came to its end.</summary>
    public static bool IsWhole(string folder) => File.Exists(Path.Combine(folder, Mark));

    /// <summary>Installs what the lock file names, unless the folder is whole. One at a time: servers may run from there.</summary>
    /// <param name="folder">Gets the result; what an install without an end left there goes.</param>
    /// <param name="files">package.json and package-lock.json.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">There is no sandbox, npm is missing, the folder cannot be written, or it failed.</exception>
    public async Task RunAsync(string folder, IReadOnlyDictionary<string, byte[]> files, CancellationToken cancellationToken)
    {
        await sandbox.RequireAsync(cancellationToken);
        await using var turn = await TakeTurnAsync(folder + ".lock", cancellationToken);
        if (IsWhole(folder))
            return;
        RemoveLeftovers();
        var staging = Directory.CreateTempSubdirectory(StagingPrefix).FullName;
        try
        {
            foreach (var (name, content) in files)
                await File.WriteAllBytesAsync(Path.Combine(staging, name), content, cancellationToken);
            Open(staging);
            await RunNpmAsync(staging, cancellationToken);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Copy(staging, folder);
            await File.WriteAllTextAsync(Path.Combine(folder, Mark), "", cancellationToken);
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    private static async Task<FileStream> TakeTurnAsync(string path, CancellationToken cancellationToken)
    {
        var place = Path.GetDirectoryName(path)!;
        while (true)
        {
            try
            {
                Directory.CreateDirectory(place);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (error.HResult is HeldOnLinux or HeldOnMac or HeldOnWindows)
            {
                await Task.Delay(TurnLook, cancellationToken);      // its holder ends, or dies and lets it go
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                const string cure = "Set Tools:DataFolder (or Tools:PackagesFolder) to a folder that can be written.";
                throw new ToolException(ToolErrorKind.Unavailable, $"Nothing can be installed in {place}: {error.Message} {cure}", error);
            }
        }
    }

    private static void RemoveLeftovers()
    {
        var all = new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(StagingPrefix + "*");
        foreach (var left in all.Where(one => DateTime.UtcNow - one.LastWriteTimeUtc > Limit * 2))
        {
            try
            {
                left.Delete(recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                continue;           // another user's
            }
        }
    }

    private async Task RunNpmAsync(string staging, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var room = new SandboxRoom { Writable = [staging], Network = true, ReservesAddresses = true, OpenFiles = FilesOpenMax, Environment = Environment() };
        string[] command =
        [
            "/usr/bin/env", "-C", staging, "npm", "ci", "--ignore-scripts", "--no-bin-links", "--no-audit", "--no-fund", "--cache", Path.Combine(staging, ".cache"),
        ];
        using var process = await sandbox.StartAsync(command, room, limit.Token);
        try
        {
            process.StandardInput.Close();
            var said = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0)
                throw new ToolException(ToolErrorKind.Unavailable, $"npm ci ended with {process.ExitCode}: {(await said).Trim()} {Cure(process.ExitCode)}".TrimEnd());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolException(ToolErrorKind.Unavailable, $"npm ci did not end within {Limit.TotalMinutes:0} minutes. Check the network and the registry.");
        }
        finally
        {
            Kill(process);
        }
    }

    private static string Cure(int exitCode) =>
        exitCode == 127 ? "Install Node.js 20 or newer with npm below /usr: the sandbox sees the system's programs only." : "";

    private static Dictionary<string, string> Environment()
    {
        var kept = Passed.Select(name => (Name: name, Value: System.Environment.GetEnvironmentVariable(name)))
            .Where(one => !string.IsNullOrEmpty(one.Value)).ToDictionary(one => one.Name, one => one.Value!, StringComparer.Ordinal);
        if (!kept.ContainsKey("npm_config_registry") && UsersRegistry() is { } registry)
            kept["npm_config_registry"] = registry;
        return kept;
    }

    /// <summary>The one line of the user's own settings that is needed; keys that may stand beside it stay outside.</summary>
    private static string? UsersRegistry()
    {
        var path = Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".npmrc");
        return !File.Exists(path) ? null : File.ReadLines(path).Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
            .LastOrDefault(parts => parts is ["registry", { Length: > 0 }])?[1];
    }

    /// <summary>As root the sandbox is run as nobody, who has to be able to write there.</summary>
    private static void Open(string staging)
    {
        if (!System.Environment.IsPrivilegedProcess || OperatingSystem.IsWindows())
            return;
        const UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
            | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(staging, all);
        foreach (var file in Directory.EnumerateFiles(staging))
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    /// <summary>Files and folders only: a link could lead anywhere, and packages need none.</summary>
    private static void Copy(string from, string to)
    {
        var files = 0;
        var next = new Stack<string>([""]);
        while (next.TryPop(out var below))
        {
            Directory.CreateDirectory(Path.Combine(to, below));
            foreach (var entry in new DirectoryInfo(Path.Combine(from, below)).EnumerateFileSystemInfos())
            {
                var path = Path.Combine(below, entry.Name);
                if (entry.LinkTarget is not null || path == ".cache")
                    continue;
                if (entry is DirectoryInfo)
                    next.Push(path);
                else if (++files > FilesMax)
                    throw new ToolException(ToolErrorKind.Unavailable, $"npm installed more than {FilesMax} files.");
                else
                    File.Copy(entry.FullName, Path.Combine(to, path));
            }
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            return;             // it has ended
        }
    }
}
