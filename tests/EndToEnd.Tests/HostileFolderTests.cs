using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Xunit.Abstractions;

namespace EndToEnd.Tests;

/// <summary>Folders as they are found in the wild: huge, looping, unreadable, misnamed.</summary>
public sealed partial class HostileFolderTests(ITestOutputHelper output) : IDisposable
{
    private const long MemoryMax = 400L * 1024 * 1024;
    private const int HugeMegabytesDefault = 600;       // WORKFLOWS_TEST_HUGE_MB=2049 is the whole 2 GB; it takes the hash's time, which CI is spared

    private readonly ScratchFolder scratch = new();

    public void Dispose()
    {
        // Names that are no UTF-8 cannot be deleted from .NET.
        if (Directory.Exists(scratch["wild"]))
            Process.Start("rm", ["-rf", scratch["wild"]]).WaitForExit();
        scratch.Dispose();
    }

    [Fact]
    public async Task Review_OfFiveThousandSources_TakesUnderAMinuteAndFourHundredMegabytes()
    {
        var folder = scratch.WriteSources("sources", 5_000);
        AssertBounded((await ReviewAsync(folder)).Succeeded(), seconds: 60);
        Assert.Equal(5_000, ReviewFile.Read(scratch["out"]).Files);
    }

    [Fact]
    public async Task Review_OfHugeFile_IsBoundedInTimeAndMemory()
    {
        var megabytes = int.Parse(Environment.GetEnvironmentVariable("WORKFLOWS_TEST_HUGE_MB") ?? $"{HugeMegabytesDefault}", CultureInfo.InvariantCulture);
        scratch.Write("huge/small.cs", "public sealed class Small;\n");
        await using (var file = File.Create(scratch["huge/huge.bin"]))
            file.SetLength(megabytes * 1024L * 1024);
        AssertBounded((await ReviewAsync(scratch["huge"])).Succeeded(), seconds: 30);
        Assert.Equal(2, ReviewFile.Read(scratch["out"]).Files);
    }

    [Fact]
    public async Task Review_OfWildFolder_NamesWhatItSkipsAndReviewsTheRest()
    {
        if (!OperatingSystem.IsLinux())
            return;
        WriteWildFolder();
        var ending = (await ReviewAsync(scratch["wild"])).Succeeded();

        var report = ReviewFile.Read(scratch["out"]);
        Assert.Contains("pipe", report.SkipReason("pipe"), StringComparison.Ordinal);
        Assert.Contains("loop", report.SkipReason("loop1"), StringComparison.Ordinal);
        Assert.Contains("loop", report.SkipReason("loop2"), StringComparison.Ordinal);
        Assert.Contains("nowhere", report.SkipReason("dangling"), StringComparison.Ordinal);
        Assert.Contains("out of the folder", report.SkipReason("passwd"), StringComparison.Ordinal);
        Assert.Contains("not followed", report.SkipReason("self"), StringComparison.Ordinal);
        Assert.Contains("not followed", report.SkipReason("sub/up"), StringComparison.Ordinal);
        Assert.Contains("not valid UTF-8", report.SkipReason("bad\uFFFDname.txt"), StringComparison.Ordinal);
        Assert.Contains("not valid UTF-8", report.SkipReason("bad\uFFFDfolder"), StringComparison.Ordinal);
        Assert.Equal(6, report.Files);      // ok.cs, content.txt, long.js, sub/inner.cs, and the two odd names
        Assert.DoesNotContain('\u001b', ending.Output);
        Assert.DoesNotContain('\u001b', scratch.ReadText("out/review.md"));
    }

    [Fact]
    public async Task Review_OfUnreadableFile_SkipsItWithAReason()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
            return;     // the superuser may read everything
        scratch.Write("closed/a.cs", "public sealed class A;\n");
        scratch.Write("closed/b.cs", "public sealed class B;\n");
        File.SetUnixFileMode(scratch["closed/b.cs"], UnixFileMode.None);
        (await ReviewAsync(scratch["closed"])).Succeeded();

        var report = ReviewFile.Read(scratch["out"]);
        Assert.Equal(1, report.Files);
        Assert.Contains("denied", report.SkipReason("b.cs"), StringComparison.Ordinal);
    }

    // Time on the processors, not on the wall: the machine may be busy with other tests.
    private void AssertBounded(Ending ending, int seconds)
    {
        output.WriteLine($"{ending.ProcessorTime.TotalSeconds:F1} s of processor time, {ending.PeakBytes >> 20} MB of memory at most");
        Assert.InRange(ending.ProcessorTime, TimeSpan.Zero, TimeSpan.FromSeconds(seconds));
        Assert.InRange(ending.PeakBytes, 0, MemoryMax);
    }

    private Task<Ending> ReviewAsync(string folder) =>
        WorkflowsProcess.RunAsync(scratch.FullPath, "run", "review", folder, "--hub", scratch["hub"], "--out", scratch["out"]);

    private void WriteWildFolder()
    {
        var key = "AKIA" + "ZXCVBNMASDFGHJKL";
        scratch.Write("wild/ok.cs", "public sealed class Ok;\n");
        scratch.Write("wild/sub/inner.cs", "public sealed class Inner;\n");
        scratch.Write("wild/long.js", $"var a = \"{new string('x', 300 * 1024)}\";");
        scratch.Write("wild/esc\u001b[31mred.txt", "token ghp_" + new string('a', 36) + "\n");
        scratch.Write("wild/[bold]new\nline.txt", $"key {key} and [red]markup[/]\n");
        byte[] broken = [.. "line one\n"u8, 0xFF, 0xC3, 0x28, .. " more\n"u8, 0x80, 0x81, (byte)'\n'];
        scratch.Write("wild/content.txt", [.. Enumerable.Repeat(broken, 50).SelectMany(bytes => bytes)]);
        File.CreateSymbolicLink(scratch["wild/loop1"], "loop2");
        File.CreateSymbolicLink(scratch["wild/loop2"], "loop1");
        File.CreateSymbolicLink(scratch["wild/dangling"], "nowhere-at-all");
        File.CreateSymbolicLink(scratch["wild/passwd"], "/etc/passwd");
        Directory.CreateSymbolicLink(scratch["wild/self"], ".");
        Directory.CreateSymbolicLink(scratch["wild/sub/up"], "..");
        byte[] root = [.. Encoding.UTF8.GetBytes(scratch["wild/"])];
        Assert.Equal(0, MakeFifo([.. root, .. "pipe\0"u8], 0x180));
        Assert.Equal(0, MakeFolder([.. root, .. "bad"u8, 0xFF, .. "folder\0"u8], 0x1C0));
        Assert.Equal(0, Rename([.. root, .. "named\0"u8], [.. root, .. "bad"u8, 0xFF, .. "name.txt\0"u8], scratch));
    }

    private static int Rename(byte[] from, byte[] to, ScratchFolder scratch)
    {
        scratch.Write("wild/named", "named\n");
        return RenameFile(from, to);
    }

    [LibraryImport("libc", EntryPoint = "mkfifo")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MakeFifo(byte[] path, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdir")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MakeFolder(byte[] path, uint mode);

    [LibraryImport("libc", EntryPoint = "rename")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameFile(byte[] from, byte[] to);
}
