using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Workflows.Storage.Azurite;

/// <summary>The pinned npm package of Azurite in a folder: whether it is there, and how it gets there.</summary>
internal sealed partial class AzuritePackage(string folder, ILogger log)
{
    private static readonly string[] OurFiles = ["package.json", "package-lock.json", "start.js"];
    private static readonly TimeSpan InstallMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>What node is given to start Azurite.</summary>
    public string Script => Path.Combine(folder, "start.js");

    private bool IsInstalled =>
        File.Exists(Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js"))
        && OurFiles.All(file => File.Exists(Path.Combine(folder, file)) && File.ReadAllText(Path.Combine(folder, file)) == Resource(file));

    /// <summary>The program, from the PATH.</summary>
    /// <exception cref="StorageException">It is not there.</exception>
    public static string FindProgram(string name)
    {
        var file = !OperatingSystem.IsWindows() ? name : name == "npm" ? "npm.cmd" : name + ".exe";
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(path => Path.Combine(path, file)).FirstOrDefault(File.Exists);
        return found ?? throw new StorageException(
            StorageProblem.Settings,
            $"UseDevelopmentStorage=true needs Azurite, nothing listens on its ports, and there is no '{name}' on the PATH to start it. "
            + "Install Node.js 22 or newer with npm, or start Azurite yourself (ports 10000 and 10001), "
            + "or set AzureWebJobsStorage to 'Embedded': that needs neither.");
    }

    /// <summary>Installs the package unless it is there. One process at a time installs into a folder.</summary>
    /// <exception cref="StorageException">npm is not there, or could not.</exception>
    public async Task InstallAsync(CancellationToken cancellationToken)
    {
        if (IsInstalled)
            return;
        var npm = FindProgram("npm");
        Directory.CreateDirectory(folder);
        await using var held = await TakeLockAsync(cancellationToken);
        if (IsInstalled)
            return;
        foreach (var file in OurFiles)
            await File.WriteAllTextAsync(Path.Combine(folder, file), Resource(file), cancellationToken);
        LogInstalling(folder);
        await RunAsync(npm, cancellationToken);
    }

    private static string Resource(string file)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("azurite/" + file)!);
        return reader.ReadToEnd();
    }

    private async Task<FileStream> TakeLockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(folder, "install.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (error.GetType() == typeof(IOException))
            {
                await Task.Delay(LookEvery, cancellationToken);         // another process installs at present
            }
        }
    }

    private async Task RunAsync(string npm, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(InstallMax);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = await process.StandardError.ReadToEndAsync(limit.Token);
            await output;
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0)
                throw new StorageException(StorageProblem.Settings, $"Azurite could not be installed: 'npm ci' in '{folder}' ended with {process.ExitCode}. {LastLines(errors)}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new StorageException(StorageProblem.Settings, $"Azurite could not be installed: 'npm ci' in '{folder}' took longer than {InstallMax.TotalMinutes} minutes.");
        }
    }

    private static string LastLines(string text) => string.Join(
        ' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(5));

    [LoggerMessage(720, LogLevel.Information, "Azurite is installed into '{Folder}' with npm; that happens once.")]
    private partial void LogInstalling(string folder);
}
