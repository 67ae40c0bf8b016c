using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using GpuHost.Core;
using GpuHost.Core.Folders;
using GpuHost.Core.Intake;
using GpuHost.Core.Rules;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace GpuHost.Tests.Core;

/// <summary>Files and folders as they should not be: real ones, on a real file system.</summary>
public sealed partial class HostileFileTests : IDisposable
{
    private static readonly string Key = "key = " + Planted.AwsKey + "\n";

    private readonly TempFolder folder = new();

    public void Dispose()
    {
        // Deeper than .NET can name.
        if (Directory.Exists(Path.Join(folder.Root, "deep")))
            Run("rm", "-rf", Path.Join(folder.Root, "deep"));
        folder.Dispose();
    }

    [Fact]
    public void Process_EmptyFile_IsATextWithoutLines()
    {
        var record = folder.Process("a.txt", []);
        Assert.Equal((null, true, 0, 0L), (record.Error, record.IsText, record.Lines, record.Tokens));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([])), record.Sha256);
    }

    [Fact]
    public void Run_PathsBeyondTheSystemsLimit_AreNamedAndTheOthersScanned()
    {
        if (!OperatingSystem.IsLinux())
            return;
        const int Levels = 30;
        Deepen(Levels);
        var (files, skipped) = Scan(folder.Root);
        var good = files.Where(file => file.Record.Error is null).ToList();
        Assert.All(good, file => Assert.Single(file.Record.Findings));
        Assert.Equal(Enumerable.Range(0, Levels).Count(level => $"{folder.Root}/deep/".Length + (level * (Level.Length + 1)) + "f.txt".Length < 4_096), good.Count);
        var reasons = files.Except(good).Select(file => file.Record.Error).Concat(skipped.Select(path => path.Reason));
        Assert.All(reasons, reason => Assert.Equal(FileFault.NameTooLong, reason));
        Assert.Contains(skipped, path => path.Path.Length > 3_900);

        using var core = new FileCore();
        var beyond = string.Concat(Enumerable.Repeat(Level + "/", Levels)) + "f.txt";
        var batch = core.Process(new FileBatch(Path.Join(folder.Root, "deep"), [beyond, good[^1].Record.Path["deep/".Length..], "f.txt"]), CancellationToken.None).Files;
        Assert.Equal([FileFault.NameTooLong, null, null], batch.Select(file => file.Error));
        Assert.Contains(new FolderLister().List(folder.Root, CancellationToken.None).Skipped, path => path.Reason == FileFault.NameTooLong);
    }

    [Fact]
    public void Files_OfOneLargeFolder_AreNamedOnceInOrderedParts()
    {
        var names = Enumerable.Range(0, 1_000).Select(index => $"f{index:D4}").ToList();
        names.ForEach(name => folder.Write("big/" + name, ""));
        folder.Write("last/a", "");
        var walked = new FolderWalk(folder.Root, skipped => Assert.Fail(skipped.Path)) { PartMax = 128 }.Files(CancellationToken.None).ToList();
        Assert.Equal(names.Select(name => "big/" + name).Append("last/a"), walked.Order(StringComparer.Ordinal));
        Assert.Equal("last/a", walked[^1]);
        foreach (var part in walked[..^1].Chunk(128))
            Assert.Equal(part.Order(StringComparer.Ordinal), part);
    }

    [Fact]
    public void Run_FilesThatComeGoAndChangeMeanwhile_AreWholeOrNamed()
    {
        using var over = new CancellationTokenSource();
        var writing = new Thread(() => Disturb(over.Token)) { IsBackground = true };
        folder.Write("always.txt", Key);
        writing.Start();
        try
        {
            for (var round = 0; round < 40; round++)
            {
                var (files, _) = Scan(folder.Root);
                Assert.Single(files, file => file.Record.Path == "always.txt" && file.Record.Findings.Count == 1);
                foreach (var file in files.Where(file => file.Record.Path != "always.txt"))
                {
                    if (file.Record.Error is { } error)
                        Assert.Contains(error, new[] { FileFault.Missing, FileFault.Changed });
                    else
                        Assert.Equal((file.Record.Path, 0), (file.Record.Path, file.Measures!.EntropyMilliBits));       // of one letter: nothing was mixed
                }
            }
        }
        finally
        {
            over.Cancel();
            writing.Join();
        }
    }

    [Fact]
    public void Reread_ANameThatIsAPipeByNow_ReadsWhatWasOpened()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var full = folder.Write("a.zip", Key);
        Assert.Null(OpenFile.TryOpen(full, out var file));
        using var opened = file!;
        File.Delete(full);
        Run("mkfifo", full);
        using var content = new StreamReader(opened.Reread(4_096));
        Assert.Equal(Key, content.ReadToEnd());
        Assert.Contains("pipe", OpenFile.TryOpen(full, out _), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(300_000)]
    public void Reread_AFileThatGrewOrShrank_SaysSoAtItsEnd(int size)
    {
        foreach (var now in new[] { size - 1, size + 1 })
        {
            var full = folder.Write("a", new byte[size]);
            Assert.Null(OpenFile.TryOpen(full, out var file));
            using var opened = file!;
            using (var writer = new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                writer.SetLength(now);
            using var content = opened.Reread(4_096);
            Assert.Throws<FileChangedException>(() => content.CopyTo(Stream.Null));
            Assert.False(opened.IsUnchanged());
        }
    }

    [Fact]
    public void Process_AFileThatCannotBeRead_IsNamedAndTheRestGoesOn()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var core = new FileCore();      // a process's memory begins with a page that nobody may read, root included
        var files = core.Process(new FileBatch("/proc/self", ["mem", "limits", "nothing"]), CancellationToken.None).Files;
        Assert.Contains("cannot be read", files[0].Error, StringComparison.Ordinal);
        Assert.Equal(FileFault.Missing, files[2].Error);
    }

    [Fact]
    public void Run_PipesSocketsAndDevices_AreNamedAndNeverOpened()
    {
        if (!OperatingSystem.IsLinux())
            return;
        folder.Write("a.txt", Key);
        Run("mkfifo", Path.Join(folder.Root, "pipe"));
        var hasDevice = Environment.IsPrivilegedProcess && Run("mknod", Path.Join(folder.Root, "zero"), "c", "1", "5") == 0;
        using var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Join(folder.Root, "socket")));
        var (files, _) = Scan(folder.Root);
        var errors = files.ToDictionary(file => file.Record.Path, file => file.Record.Error ?? "");
        Assert.Equal("", errors["a.txt"]);
        Assert.Contains("pipe", errors["pipe"], StringComparison.Ordinal);
        Assert.Contains("socket", errors["socket"], StringComparison.Ordinal);
        if (hasDevice)
            Assert.Contains("device", errors["zero"], StringComparison.Ordinal);
        using var core = new FileCore();
        string[] endless = ["zero", "random", "full", "tty"];
        Assert.All(core.Process(new FileBatch("/dev", [.. endless.Where(name => File.Exists("/dev/" + name))]), CancellationToken.None).Files,
            file => Assert.Contains("device", file.Error, StringComparison.Ordinal));
    }

    [Fact]
    public void Run_AFileOfTenGigabytes_CanBeLeft()
    {
        using (var file = File.Create(Path.Join(folder.Root, "huge.bin")))
            file.SetLength(10L * 1024 * 1024 * 1024);
        using var stopping = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));       // long before its end
        using var scan = new FolderScan(new FileCoreOptions(), RuleSet.BuiltIn, _ => Assert.Fail("It was read to its end."), _ => { });
        Assert.Throws<OperationCanceledException>(() => scan.Run(folder.Root, stopping.Token));
    }

    private static string Level { get; } = new('d', 200);

    private void Disturb(CancellationToken over)
    {
        for (var round = 0; !over.IsCancellationRequested; round++)
        {
            var path = Path.Join(folder.Root, $"f{round % 12}");
            if (round % 5 == 4)
                File.Delete(path);
            else
                File.WriteAllText(path, new string((char)('a' + (round % 26)), round % 3 == 0 ? 200_000 + round : round));      // never twice as long
        }
    }

    private static (List<FileFacts> Files, List<SkippedPath> Skipped) Scan(string root)
    {
        var (files, skipped) = (new List<FileFacts>(), new List<SkippedPath>());
        var options = new FileCoreOptions { DegreeOfParallelism = 2, Measure = true, OpenContainers = true, CountTokens = false };
        using var scan = new FolderScan(options, RuleSet.BuiltIn, files.Add, skipped.Add);
        scan.Run(root, CancellationToken.None);
        return (files, skipped);
    }

    /// <summary>Makes folders in each other, a file in each, step by step: no call takes a path as long as theirs.</summary>
    private void Deepen(int levels)
    {
        Directory.CreateDirectory(Path.Join(folder.Root, "deep"));
        var at = Open(-100, Encoding.UTF8.GetBytes(Path.Join(folder.Root, "deep") + "\0"), 0, 0);
        var name = Encoding.ASCII.GetBytes(Level + "\0");
        for (var level = 0; level <= levels; level++)
        {
            Assert.True(at >= 0);
            var file = Open(at, "f.txt\0"u8.ToArray(), 0x241, 0x1A4);       // O_WRONLY, O_CREAT and O_TRUNC of Linux
            using (var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(file, ownsHandle: true))
                RandomAccess.Write(handle, Encoding.ASCII.GetBytes(Key), 0);
            Assert.Equal(0, MakeFolder(at, name, 0x1ED));
            var next = Open(at, name, 0, 0);
            _ = Close(at);
            at = next;
        }

        _ = Close(at);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    [LibraryImport("libc", EntryPoint = "openat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(int folder, byte[] path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MakeFolder(int folder, byte[] path, uint mode);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
