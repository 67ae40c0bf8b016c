using Microsoft.Extensions.Options;
using Workflows.Tools.Mcp;

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
        await new McpPackages(Options.Create(new ToolOptions { DataFolder = folder })).InstallAsync(CancellationToken.None);
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
