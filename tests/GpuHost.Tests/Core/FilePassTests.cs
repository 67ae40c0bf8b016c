using System.Security.Cryptography;
using System.Text;
using GpuHost.Core;
using Workflows.Contracts.Files;

namespace GpuHost.Tests.Core;

public sealed class FilePassTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Process_SourceFile_HasEveryFact()
    {
        var bytes = Encoding.UTF8.GetBytes("using System;\n\nclass A\n{\n}");
        var record = folder.Process("src/A.cs", bytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), record.Sha256);
        Assert.Equal(("src/A.cs", bytes.Length, "text/x-csharp", true), (record.Path, record.Size, record.Type, record.IsText));
        Assert.Equal(("ascii", "C#", 5, null), (record.Encoding, record.Language, record.Lines, record.Error));
        Assert.InRange(record.Tokens, 5, 12);
    }

    [Fact]
    public void Process_EmptyFile_IsTextWithoutLines()
    {
        var record = folder.Process("a.txt", []);
        Assert.Equal((0, true, 0, 0L, null), (record.Size, record.IsText, record.Lines, record.Tokens, record.Error));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([])), record.Sha256);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(50_000)]
    public void Process_AnySizeInSmallBlocks_HasTheRightDigestAndLines(int size)
    {
        var bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("123456\n", (size / 7) + 1)))[..size];
        var record = folder.Process("a.txt", bytes, new FileCoreOptions { BlockBytes = 4096 });
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), record.Sha256);
        Assert.Equal((size + 6) / 7, record.Lines);
    }

    [Fact]
    public void Process_BinaryFile_HasNoTextFacts()
    {
        var record = folder.Process("a.cs", [1, 2, 0, 10, 65]);
        Assert.Equal(("application/octet-stream", false, null, null), (record.Type, record.IsText, record.Encoding, record.Language));
        Assert.Equal((0, 0L), (record.Lines, record.Tokens));
    }

    [Fact]
    public void Process_HugeSparseFile_TakesBoundedMemory()
    {
        const long Size = 300L * 1024 * 1024;
        using (var file = File.Create(Path.Join(folder.Root, "huge.txt")))
        {
            file.Write(Encoding.ASCII.GetBytes(Planted.AwsKey));
            file.SetLength(Size);
            file.Position = Size - 21;
            file.Write(Encoding.ASCII.GetBytes(" " + Planted.AwsKey));
        }

        folder.Process("warm.txt", Encoding.ASCII.GetBytes("The first text brings the tokens' vocabulary into memory, once."));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var record = folder.Process("huge.txt");
        Assert.Equal((Size, 2, false), (record.Size, record.Findings.Count, record.IsText));
        Assert.Equal([0, Size - 20], record.Findings.Select(finding => finding.Offset));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024 * 1024);
    }

    [Fact]
    public void Process_InParallel_KeepsTheOrderOfTheBatch()
    {
        var paths = Enumerable.Range(0, 200).Select(index => $"f{index}.txt").ToArray();
        for (var index = 0; index < paths.Length; index++)
            folder.Write(paths[index], new string('x', index * 50));
        using var one = new FileCore();
        using var four = new FileCore(new FileCoreOptions { DegreeOfParallelism = 4 }, GpuHost.Core.Rules.RuleSet.BuiltIn);
        var batch = new FileBatch(folder.Root, paths);
        Assert.Equal(
            one.Process(batch, CancellationToken.None).Files.Select(file => (file.Path, file.Sha256)),
            four.Process(batch, CancellationToken.None).Files.Select(file => (file.Path, file.Sha256)));
    }

    [Fact]
    public void Create_OptionOutOfRange_IsRefused() =>
        Assert.Throws<System.ComponentModel.DataAnnotations.ValidationException>(
            () => new FileCore(new FileCoreOptions { BlockBytes = 1 }, GpuHost.Core.Rules.RuleSet.BuiltIn));
}
