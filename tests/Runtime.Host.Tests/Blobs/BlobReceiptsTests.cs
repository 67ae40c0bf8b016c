using Runtime.Host.Blobs;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Blobs;

public sealed class BlobReceiptsTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Path => System.IO.Path.Combine(folder.Path, "F.receipts");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Done_AfterReopening_IsKnownForThatVersionOnly()
    {
        using (var receipts = new BlobReceipts(Path))
        {
            receipts.SetAttempts("a", "1", 3);
            await receipts.DoneAsync("b", "1");
        }

        using var again = new BlobReceipts(Path);
        Assert.Equal(3, again.Attempts("a", "1"));
        Assert.Equal(0, again.Attempts("a", "2"));
        Assert.True(again.IsDone("b", "1"));
        Assert.False(again.IsDone("b", "2"));
        Assert.False(again.IsDone("a", "1"));
    }

    [Fact]
    public async Task Open_AfterAnEndThatWasCutOff_KeepsWhatIsWhole()
    {
        using (var receipts = new BlobReceipts(Path))
        {
            await receipts.DoneAsync("a", "1");
            await receipts.DoneAsync("b", "1");
        }
        await using (var file = File.OpenWrite(Path))
            file.SetLength(file.Length - 5);

        using var again = new BlobReceipts(Path);
        Assert.True(again.WasDamaged);
        Assert.True(again.IsDone("a", "1"));
        Assert.False(again.IsDone("b", "1"));
        await again.DoneAsync("b", "1");
        Assert.True(again.IsDone("b", "1"));
    }

    [Fact]
    public void Open_AfterManyVersionsOfFewBlobs_IsCompacted()
    {
        using (var receipts = new BlobReceipts(Path))
        {
            for (var i = 0; i < 5_000; i++)
                receipts.SetAttempts($"{i % 10}", $"{i}", 1);
        }

        using var again = new BlobReceipts(Path);
        Assert.Equal(10 * 32, new FileInfo(Path).Length);
        Assert.Equal(1, again.Attempts("9", "4999"));
    }
}
