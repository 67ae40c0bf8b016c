using System.Diagnostics;
using System.Security.Cryptography;

namespace GpuHost.Onnx.Tests.Support;

/// <summary>
/// The npm package onnxruntime-node at the version of its lock file, installed once for all test runs of this machine. A missing npm fails the tests.
/// </summary>
internal static class InstalledPackage
{
    private const string Done = "installed";
    private static readonly Lazy<string> Installed = new(Install);

    /// <summary>The folder that it is installed in.</summary>
    public static string Folder => Installed.Value;

    private static string Install()
    {
        var files = Directory.GetFiles(Path.Join(AppContext.BaseDirectory, "npm"));
        var digest = SHA256.HashData(File.ReadAllBytes(files.Single(file => file.EndsWith("lock.json", StringComparison.Ordinal))));
        var folder = Path.Join(Path.GetTempPath(), $"workflows-onnxruntime-{Environment.UserName}-{Convert.ToHexStringLower(digest.AsSpan(0, 6))}");
        if (File.Exists(Path.Join(folder, Done)))
            return folder;
        // Made aside and moved: of two runs that install at once, the later one takes what the earlier one made.
        var made = Directory.CreateTempSubdirectory("workflows-onnxruntime-").FullName;
        foreach (var file in files)
            File.Copy(file, Path.Join(made, Path.GetFileName(file)));
        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = made })!;
        npm.WaitForExit();
        Assert.Equal(0, npm.ExitCode);
        File.WriteAllText(Path.Join(made, Done), "");
        try
        {
            Directory.Move(made, folder);
        }
        catch (IOException) when (File.Exists(Path.Join(folder, Done)))
        {
            Directory.Delete(made, recursive: true);
        }

        return folder;
    }
}
