using System.Diagnostics;
using Microsoft.Extensions.Options;
using Workflows.Tools.Mcp;
using Workflows.Tools.Sandbox;

namespace Workflows.Tools.Tests.Support;

/// <summary>The npm servers, installed once for all test runs of this machine. A missing npm fails the tests.</summary>
internal static class InstalledPackages
{
    private static readonly Task<string> Installed = InstallAsync();

    /// <summary>The data folder they are in.</summary>
    public static Task<string> FolderAsync() => Installed;

    private static async Task<string> InstallAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"workflows-tool-servers-{Environment.UserName}")).FullName;
        await using var turn = await TakeTurnAsync(Path.Combine(folder, "lock"));
        var options = Options.Create(new ToolOptions { DataFolder = folder });
        if (SandboxProbe.Problem is not null)
            return await InstallBareAsync(folder, new McpPackages(options, new NpmInstall(new SandboxLauncher(options))).Folder);
        using var sandbox = new SandboxLauncher(options);
        await new McpPackages(options, new NpmInstall(sandbox)).InstallAsync(CancellationToken.None);
        return folder;
    }

    /// <summary>Where the kernel gives no namespaces the servers' own tests run all the same; the sandbox's are skipped.</summary>
    private static async Task<string> InstallBareAsync(string folder, string target)
    {
        if (File.Exists(Path.Combine(target, "installed")))
            return folder;
        Directory.CreateDirectory(target);
        foreach (var file in new[] { "package.json", "package-lock.json" })
        {
            await using var resource = typeof(McpPackages).Assembly.GetManifestResourceStream("McpPackages." + file)!;
            await using var copy = File.Create(Path.Combine(target, file));
            await resource.CopyToAsync(copy);
        }

        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = target })!;
        await npm.WaitForExitAsync();
        Assert.Equal(0, npm.ExitCode);
        await File.WriteAllTextAsync(Path.Combine(target, "installed"), "");
        return folder;
    }

    private static async Task<FileStream> TakeTurnAsync(string path)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < 3000)
            {
                await Task.Delay(100);
            }
        }
    }
}
