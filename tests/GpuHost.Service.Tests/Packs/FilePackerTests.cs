using System.Diagnostics;
using GpuHost.Core.Intake;
using GpuHost.Packs;
using GpuHost.Sending;

namespace GpuHost.Service.Tests.Packs;

public sealed class FilePackerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("packer-").FullName;
    private readonly byte[] content = new byte[PackFormat.BytesMax + 1_000];

    public FilePackerTests()
    {
        new Random(4).NextBytes(content);
        File.WriteAllBytes(Path.Join(folder, "large.bin"), content);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("file")]
    [InlineData("link")]
    [InlineData("pipe")]
    public void Parts_LargeFileWhoseNameStandsForAnother_IsTheOneThatWasChecked(string other)
    {
        var (path, elsewhere) = (Path.Join(folder, "large.bin"), Path.GetTempFileName());
        try
        {
            var parts = 0;
            foreach (var part in new FilePacker(folder, []).Parts(CancellationToken.None))
            {
                parts++;
                File.Move(path, path + ".old");
                if (other == "file")
                    File.WriteAllText(path, "another");
                else if (other == "link")
                    File.CreateSymbolicLink(path, elsewhere);
                else
                    Process.Start("mkfifo", [path]).WaitForExit();
                using var stream = part.File!.Reread(4_096);
                using var read = new MemoryStream();
                stream.CopyTo(read);
                Assert.Equal(content, read.ToArray());
            }

            Assert.Equal(1, parts);
        }
        finally
        {
            File.Delete(elsewhere);
        }
    }

    [Fact]
    public void Parts_LargeFileThatIsWrittenTo_IsNotTakenForWhole()
    {
        var parts = 0;
        foreach (var part in new FilePacker(folder, []).Parts(CancellationToken.None))
        {
            parts++;
            File.AppendAllText(Path.Join(folder, "large.bin"), "more");
            using var stream = part.File!.Reread(4_096);
            Assert.Throws<FileChangedException>(() => stream.CopyTo(Stream.Null));
        }

        Assert.Equal(1, parts);
    }

    [Fact]
    public void Parts_Done_LeavesNothingOpen()
    {
        var files = new FilePacker(folder, []).Parts(CancellationToken.None).ToList();
        Assert.NotNull(Assert.Single(files).File);
        var open = Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(entry => new FileInfo(entry).LinkTarget);
        Assert.DoesNotContain(open, target => target?.StartsWith(folder, StringComparison.Ordinal) == true);
    }
}
