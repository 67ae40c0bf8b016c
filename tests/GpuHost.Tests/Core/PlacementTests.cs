using System.Text;
using GpuHost.Core;
using Workflows.Contracts.Files;

namespace GpuHost.Tests.Core;

public sealed class PlacementTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("one\nkey = ", "\nthree\n", 2)]
    [InlineData("var a=1;function b(){return \"", "\"}var c=2;", 1)]
    [InlineData("one\r\ntwo\r\n", "\r\nfour\r\n", 3)]
    [InlineData("", "\nrest\n", 1)]
    [InlineData("begin\n", "", 2)]
    [InlineData("{\"a\":{\"key\":\"", "\"}}", 1)]
    public void Process_SecretInText_IsFoundAtItsPlace(string before, string after, int line)
    {
        var record = folder.Process("a.txt", Encoding.UTF8.GetBytes(before + Planted.AwsKey + after));
        Assert.Equal(new Finding("a.txt", "aws-key", line, before.Length, 20, Severity.Critical), Assert.Single(record.Findings));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(4096)]
    [InlineData(8192)]
    [InlineData(128 * 1024)]
    [InlineData((128 * 1024) + (16 * 1024))]
    [InlineData(256 * 1024)]
    public void Process_SecretAcrossABorder_IsFoundOnce(int border)
    {
        foreach (var blockBytes in new[] { 4096, 128 * 1024 })
        {
            for (var back = 0; back <= 20; back += 5)
            {
                var text = new string(' ', border - back) + Planted.AwsKey + "\n" + new string('.', 9000);
                var record = folder.Process("a.txt", Encoding.ASCII.GetBytes(text), new FileCoreOptions { BlockBytes = blockBytes });
                Assert.Equal(border - back, Assert.Single(record.Findings).Offset);
            }
        }
    }

    [Fact]
    public void Process_SecretInBinary_IsFound()
    {
        byte[] bytes = [0, 1, 2, 0xFF, .. Encoding.ASCII.GetBytes(Planted.AwsKey), 0xFE, 0, 7];
        var record = folder.Process("a.bin", bytes);
        Assert.False(record.IsText);
        Assert.Equal((4, 20), (record.Findings[0].Offset, record.Findings[0].Length));
    }

    [Theory]
    [InlineData(false, true, 4096)]
    [InlineData(false, false, 4096)]
    [InlineData(true, true, 4097)]
    [InlineData(true, false, 128 * 1024)]
    public void Process_SecretInUtf16_HasByteOffsetsOfTheFile(bool isBig, bool hasMark, int blockBytes)
    {
        var encoding = new UnicodeEncoding(isBig, hasMark);
        var before = string.Concat(Enumerable.Repeat("line é with ₤ and 𝄞\n", 400)) + new string('x', 1000) + " ";
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(before + Planted.AwsKey + "\n")];
        var record = folder.Process("a.txt", bytes, new FileCoreOptions { BlockBytes = blockBytes });
        Assert.Equal(isBig ? "utf-16be" : "utf-16le", record.Encoding);
        var offset = encoding.GetPreamble().Length + encoding.GetByteCount(before);
        Assert.Equal(new Finding("a.txt", "aws-key", 401, offset, 40, Severity.Critical), Assert.Single(record.Findings));
    }

    [Fact]
    public void Process_ManySecrets_KeepsTheFirstAndCountsTheRest()
    {
        var text = string.Concat(Enumerable.Repeat(Planted.AwsKey + "\n", 1500));
        var record = folder.Process("a.txt", Encoding.ASCII.GetBytes(text));
        Assert.Equal((1000, 500), (record.Findings.Count, record.FindingsLeftOut));
        Assert.Null(record.Error);
    }

    [Fact]
    public void Process_InvalidUtf8AroundASecret_IsFoundAtItsByte()
    {
        byte[] bytes = [0xC3, (byte)' ', .. Encoding.ASCII.GetBytes(Planted.AwsKey), 0xFF, (byte)'\n'];
        Assert.Equal(2, Assert.Single(folder.Process("a.txt", bytes).Findings).Offset);
    }
}
