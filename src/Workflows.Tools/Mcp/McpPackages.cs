using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Tools;
using Workflows.Tools.Sandbox;

namespace Workflows.Tools.Mcp;

/// <summary>
/// The npm servers that can be installed: versions and digests stand in package.json and package-lock.json beside this file, npm checks them, and no
/// package's scripts run.
/// </summary>
/// <param name="options">Names the data folder.</param>
public sealed class McpPackages(IOptions<ToolOptions> options)
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);

    /// <summary>Names of the packages, with their versions.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = ReadAll();

    /// <summary>Where they are installed: a folder of its own for each lock file.</summary>
    public string Folder => Path.Combine(Root, Convert.ToHexStringLower(SHA256.HashData(Resource("package-lock.json")))[..12]);

    private string Root => Path.GetFullPath(options.Value.PackagesFolder is { Length: > 0 } named ? named : Path.Combine(options.Value.DataFolder, "npm"));

    /// <summary>Whether they are installed.</summary>
    public bool IsInstalled => File.Exists(Path.Combine(Folder, "installed"));

    /// <summary>The program of a package, as arguments of node.</summary>
    /// <param name="package">Its name.</param>
    /// <exception cref="ToolException">It is not installed, or not one of ours.</exception>
    public string EntryOf(string package)
    {
        if (!All.ContainsKey(package))
            throw new ToolException(ToolErrorKind.Unavailable, $"'{package}' is none of the servers that can be installed: {string.Join(", ", All.Keys)}.");
        if (!IsInstalled)
            throw new ToolException(ToolErrorKind.Unavailable, $"{package} is not installed. 'workflows tools install' does it; it needs Node.js and npm.");
        var home = Path.Combine(Folder, "node_modules", package);
        using var about = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(home, "package.json")));
        var program = about.RootElement.GetProperty("bin");
        return Path.Combine(home, program.ValueKind == JsonValueKind.String ? program.GetString()! : program.EnumerateObject().First().Value.GetString()!);
    }

    /// <summary>Installs them, unless they are. Any failure leaves nothing that would be taken for whole.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">npm is missing or failed.</exception>
    public async Task InstallAsync(CancellationToken cancellationToken)
    {
        if (IsInstalled)
            return;
        var folder = Directory.CreateDirectory(Folder).FullName;
        foreach (var file in new[] { "package.json", "package-lock.json" })
            await File.WriteAllBytesAsync(Path.Combine(folder, file), Resource(file), cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(InstallLimit);
        var start = new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        try
        {
            using var npm = await ProcessStarter.StartAsync(start);
            var said = npm.StandardError.ReadToEndAsync(limit.Token);
            await npm.StandardOutput.ReadToEndAsync(limit.Token);
            await npm.WaitForExitAsync(limit.Token);
            if (npm.ExitCode != 0)
                throw new ToolException(ToolErrorKind.Unavailable, $"npm ci ended with {npm.ExitCode}: {(await said).Trim()}");
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new ToolException(ToolErrorKind.Unavailable, "npm cannot be started. Install Node.js 20 or newer, which brings it.", error);
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "installed"), "", cancellationToken);
    }

    private static Dictionary<string, string> ReadAll()
    {
        using var document = JsonDocument.Parse(Resource("package.json"));
        return document.RootElement.GetProperty("dependencies").EnumerateObject()
            .ToDictionary(package => package.Name, package => package.Value.GetString()!, StringComparer.Ordinal);
    }

    private static byte[] Resource(string file)
    {
        using var stream = typeof(McpPackages).Assembly.GetManifestResourceStream("McpPackages." + file)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
