using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Mcp;

/// <summary>
/// The npm servers that can be installed: versions and digests stand in package.json and package-lock.json beside this file, npm checks them, and no
/// package's scripts run. npm itself runs in the sandbox, with the network and one new folder; what it made is copied from there.
/// </summary>
public sealed class McpPackages
{
    private readonly IOptions<ToolOptions> options;
    private readonly NpmInstall npm;

    internal McpPackages(IOptions<ToolOptions> options, NpmInstall npm)
    {
        this.options = options;
        this.npm = npm;
    }

    /// <summary>Names of the packages, with their versions.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = ReadAll();

    /// <summary>Where they are installed: a folder of its own for each lock file.</summary>
    public string Folder => Path.Combine(Root, Convert.ToHexStringLower(SHA256.HashData(Resource("package-lock.json")))[..12]);

    private string Root => Path.GetFullPath(options.Value.PackagesFolder is { Length: > 0 } named ? named : Path.Combine(options.Value.DataFolder, "npm"));

    /// <summary>Whether they are installed.</summary>
    public bool IsInstalled => NpmInstall.IsWhole(Folder);

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
    /// <exception cref="ToolException">There is no sandbox, npm is missing, or it failed.</exception>
    public async Task InstallAsync(CancellationToken cancellationToken)
    {
        if (!IsInstalled)
            await npm.RunAsync(Folder, Files(), cancellationToken);
    }

    private static Dictionary<string, byte[]> Files() => new(StringComparer.Ordinal)
    {
        ["package.json"] = Resource("package.json"), ["package-lock.json"] = Resource("package-lock.json"),
    };

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
