using System.Diagnostics;
using System.Net.Sockets;
using GpuHost.Core;
using Workflows.Contracts.Files;

namespace GpuHost.Tests.Core;

public sealed class FileErrorTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("none.txt", "does not exist")]
    [InlineData("no/such/folder.txt", "does not exist")]
    [InlineData("", "empty")]
    [InlineData("../outside.txt", "'..'")]
    [InlineData("sub/../../outside.txt", "'..'")]
    [InlineData("./a.txt", "'.'")]
    [InlineData("sub//a.txt", "empty part")]
    [InlineData("/etc/hostname", "absolute")]
    [InlineData("a\0b", "NUL")]
    [InlineData("sub", "folder, not a file")]
    [InlineData("a.txt/b.txt", "is a file, not a folder")]
    public void Process_BadPath_IsNamedInItsRecord(string path, string expected)
    {
        folder.Write("a.txt", "text");
        folder.Write("sub/b.txt", "text");
        var record = folder.Process(path);
        Assert.Contains(expected, record.Error, StringComparison.Ordinal);
        Assert.Equal(("", 0), (record.Sha256, record.Findings.Count));
    }

    [Fact]
    public void Process_NameTooLong_IsNamed() =>
        Assert.Contains("longer than", folder.Process(new string('n', 4000)).Error, StringComparison.Ordinal);

    [Fact]
    public void Process_FailuresBetweenFiles_DoNotStopTheBatch()
    {
        folder.Write("a.txt", "one");
        folder.Write("z.txt", "two");
        using var core = new FileCore();
        var files = core.Process(new FileBatch(folder.Root, ["a.txt", "none", "../x", "z.txt"]), CancellationToken.None).Files;
        Assert.Equal(["a.txt", "none", "../x", "z.txt"], files.Select(file => file.Path));
        Assert.Equal([true, false, false, true], files.Select(file => file.Error is null));
    }

    [Fact]
    public void Process_MissingRoot_NamesTheRoot()
    {
        using var core = new FileCore();
        var record = Assert.Single(core.Process(new FileBatch(Path.Join(folder.Root, "gone"), ["a"]), CancellationToken.None).Files);
        Assert.Contains("gone' cannot be opened", record.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_SymbolicLinks_AreFollowedOnlyInside()
    {
        using var outside = new TempFolder();
        outside.Write("secret.txt", "text");
        folder.Write("a.txt", "text");
        folder.Link("inside", "a.txt");
        folder.Link("outside", Path.Join(outside.Root, "secret.txt"));
        folder.Link("loop1", "loop2");
        folder.Link("loop2", "loop1");
        folder.Link("broken", "nothing");
        folder.Link("door", outside.Root);
        folder.Link("up", "..");
        Assert.Null(folder.Process("inside").Error);
        Assert.Contains("out of the folder", folder.Process("outside").Error, StringComparison.Ordinal);
        Assert.Contains("loop", folder.Process("loop1").Error, StringComparison.Ordinal);
        Assert.Contains("nowhere", folder.Process("broken").Error, StringComparison.Ordinal);
        Assert.Contains("out of the folder", folder.Process("door/secret.txt").Error, StringComparison.Ordinal);
        Assert.Contains("out of the folder", folder.Process("up").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_PipeSocketOrDevice_IsNeverOpened()
    {
        using (var make = Process.Start("mkfifo", Path.Join(folder.Root, "pipe")))
            make.WaitForExit();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Join(folder.Root, "socket")));
        Assert.Contains("pipe", folder.Process("pipe").Error, StringComparison.Ordinal);
        Assert.Contains("socket", folder.Process("socket").Error, StringComparison.Ordinal);
        using var core = new FileCore();
        var device = Assert.Single(core.Process(new FileBatch("/dev", ["null"]), CancellationToken.None).Files);
        Assert.Contains("device", device.Error, StringComparison.Ordinal);
    }

    [SkippableByRootFact]
    public void Process_UnreadableFile_IsNamed()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(folder.Write("a.txt", "text"), UnixFileMode.None);
        Assert.Contains("denied", folder.Process("a.txt").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_FileThatGrowsWhileRead_IsNamed()
    {
        if (!OperatingSystem.IsLinux())
            return;

        // Files of /proc report no bytes and then have some: the same thing as one that grows.
        using var core = new FileCore();
        var record = Assert.Single(core.Process(new FileBatch("/proc", ["version"]), CancellationToken.None).Files);
        Assert.Contains("changed", record.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_Cancelled_Stops()
    {
        folder.Write("a.txt", "text");
        using var core = new FileCore();
        Assert.Throws<OperationCanceledException>(() => core.Process(new FileBatch(folder.Root, ["a.txt"]), new CancellationToken(true)));
    }

    /// <summary>Root reads every file, so there is nothing to see.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SkippableByRootFactAttribute : FactAttribute
    {
        public SkippableByRootFactAttribute()
        {
            if (Environment.IsPrivilegedProcess)
                Skip = "root may read every file";
        }
    }
}
