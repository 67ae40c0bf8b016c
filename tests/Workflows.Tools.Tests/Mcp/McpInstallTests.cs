using System.Diagnostics;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Tools;
using Workflows.Tools.Mcp;
using Workflows.Tools.Sandbox;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Mcp;

/// <summary>Packages are installed in the sandbox, as pinned, without their scripts, or not at all.</summary>
public sealed class McpInstallTests : IDisposable
{
    private const string Hostile = """
        {"name":"x","version":"1.0.0","scripts":{"preinstall":"touch STOLEN","postinstall":"touch STOLEN"}}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("install-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SandboxFact]
    public async Task Install_PackageWithAnotherDigest_IsRefusedAndLeavesNothing()
    {
        var target = Path.Combine(folder, "target");
        var error = await Assert.ThrowsAsync<ToolException>(() => InstallAsync(target, Package, Lock("sha512-" + Convert.ToBase64String(new byte[64]))));

        Assert.Contains("integrity", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists(target));
    }

    [SandboxFact]
    public async Task Install_LockThatDoesNotFit_IsRefused() =>
        await Assert.ThrowsAsync<ToolException>(() => InstallAsync(
            Path.Combine(folder, "target"), Package.Replace("1.0.2", "1.0.1", StringComparison.Ordinal), Lock(Digest)));

    [SandboxFact]
    public async Task Install_PackageWithScripts_RunsNoneOfThem()
    {
        var target = Path.Combine(folder, "target");
        await InstallAsync(target, Hostile, """{"name":"x","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"x","version":"1.0.0"}}}""");

        Assert.True(File.Exists(Path.Combine(target, "package.json")));
        Assert.False(File.Exists(Path.Combine(target, "STOLEN")));
    }

    [SandboxFact]
    public async Task Install_AsPinned_BelongsToUsAndHoldsNoLinks()
    {
        var target = Path.Combine(folder, "target");
        await InstallAsync(target, Package, Lock(Digest));

        Assert.True(File.Exists(Path.Combine(target, "node_modules", "wrappy", "wrappy.js")));
        Assert.All(new DirectoryInfo(target).EnumerateFileSystemInfos("*", SearchOption.AllDirectories), entry => Assert.Null(entry.LinkTarget));
        File.Delete(Path.Combine(target, "package.json"));
    }

    [SandboxFact]
    public async Task Install_WhereTheLockCannotBeWritten_IsRefusedAtOnce()
    {
        var target = Path.Combine(folder, "target");
        File.Copy("/bin/sleep", target + ".lock");
        using var busy = Process.Start(target + ".lock", "600");      // Linux lets nobody write to a program that runs
        try
        {
            var error = await Assert.ThrowsAsync<ToolException>(() => InstallAsync(target, Package, Lock(Digest)).WaitAsync(TimeSpan.FromMinutes(1)));
            Assert.Contains("Nothing can be installed", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            busy.Kill();
        }
    }

    [SandboxFact]
    public async Task Install_SeveralAtOnce_MakeOneAndLeaveItWhole()
    {
        var target = Path.Combine(folder, "target");
        await InstallAsync(target, Package, Lock(Digest));
        var witness = Path.Combine(target, "node_modules", "wrappy", "in-use");
        await File.WriteAllTextAsync(witness, "");

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => InstallAsync(target, Package, Lock(Digest))));

        Assert.True(File.Exists(witness), "A second install replaced what a server may be using.");
        Assert.True(File.Exists(Path.Combine(target, "installed")));
    }

    [SandboxFact]
    public async Task Install_AfterOneThatWasKilledInTheMiddle_StartsAnew()
    {
        var target = Path.Combine(folder, "target");
        Directory.CreateDirectory(Path.Combine(target, "node_modules", "wrappy"));
        await File.WriteAllTextAsync(Path.Combine(target, "node_modules", "wrappy", "half"), "");
        var staging = Directory.CreateTempSubdirectory(NpmInstall.StagingPrefix).FullName;
        Directory.SetLastWriteTimeUtc(staging, DateTime.UtcNow.AddDays(-1));

        await InstallAsync(target, Package, Lock(Digest));

        Assert.True(File.Exists(Path.Combine(target, "node_modules", "wrappy", "wrappy.js")));
        Assert.False(File.Exists(Path.Combine(target, "node_modules", "wrappy", "half")));
        Assert.False(Directory.Exists(staging));
    }

    [SandboxFact]
    public async Task Install_WhereNothingCanBeWritten_SaysSoBeforeNpmRuns()
    {
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "");
        var error = await Assert.ThrowsAsync<ToolException>(() => InstallAsync(Path.Combine(file, "target"), Package, Lock(Digest)));
        Assert.Contains("Tools:DataFolder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_WithoutSandbox_IsRefusedAndRunsNothing()
    {
        var options = Options.Create(new ToolOptions { DataFolder = folder });
        using var sandbox = new SandboxLauncher(options) { Program = "no-such-bwrap" };

        var error = await Assert.ThrowsAsync<ToolException>(() => new McpPackages(options, new NpmInstall(sandbox)).InstallAsync(CancellationToken.None));

        Assert.Equal(ToolErrorKind.NoSandbox, error.Kind);
        Assert.False(Directory.Exists(Path.Combine(folder, "npm")));
    }

    [SandboxFact]
    public async Task Room_WithNetwork_SeesNoFilesOfTheUser()
    {
        var options = Options.Create(new ToolOptions { DataFolder = folder });
        using var sandbox = new SandboxLauncher(options);
        using var process = await sandbox.StartAsync(
            ["/bin/sh", "-c", "cat /etc/passwd; ls /root /home; env"], new SandboxRoom { Network = true }, CancellationToken.None);
        process.StandardInput.Close();
        var said = await process.StandardOutput.ReadToEndAsync();

        Assert.DoesNotContain("root:", said, StringComparison.Ordinal);
        Assert.DoesNotContain("DOTNET", said, StringComparison.Ordinal);
    }

    private const string Digest = "sha512-l4Sp/DRseor9wL6EvV2+TuQn63dMkPjZ/sp9XkghTEbV9KlPS1xUsZ3u7/IQO4wxtcFB4bgpQPRcR3QCvezPcQ==";

    private const string Package = """{"name":"x","version":"1.0.0","dependencies":{"wrappy":"1.0.2"}}""";

    private static string Lock(string digest) => $$$"""
        {"name":"x","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{
          "":{"name":"x","version":"1.0.0","dependencies":{"wrappy":"1.0.2"}},
          "node_modules/wrappy":{"version":"1.0.2","integrity":"{{{digest}}}"}
        }}
        """;

    private async Task InstallAsync(string target, string package, string locked)
    {
        using var sandbox = new SandboxLauncher(Options.Create(new ToolOptions { DataFolder = folder }));
        await new NpmInstall(sandbox).RunAsync(target, new Dictionary<string, byte[]>
        {
            ["package.json"] = System.Text.Encoding.UTF8.GetBytes(package), ["package-lock.json"] = System.Text.Encoding.UTF8.GetBytes(locked),
        }, CancellationToken.None);
    }
}
