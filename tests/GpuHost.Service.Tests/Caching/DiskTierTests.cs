using System.Security.Cryptography;
using System.Text;
using GpuHost.Caching;
using GpuHost.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace GpuHost.Service.Tests.Caching;

public sealed class DiskTierTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cache-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Find_AfterANewStart_GivesWhatWasKept()
    {
        var tier = Open("d1")!;
        Add(tier, 0, 50);
        await CloseAsync(tier, Key(49));
        tier = Open("d1")!;
        for (var number = 0; number < 50; number++)
            Assert.Equal(Facts(number).Fragment, tier.Find(Key(number))!.Fragment);
        Assert.Null(tier.Find(Key(50)));
        Assert.Equal((3, 7L), (tier.Find(Key(3))!.Findings, tier.Find(Key(7))!.Size));
        await CloseAsync(tier, Key(0));
    }

    [Fact]
    public async Task Open_ASegmentCutAnywhere_KeepsWhatIsWhole()
    {
        var tier = Open("d1")!;
        Add(tier, 0, 20);
        await CloseAsync(tier, Key(19));
        var path = Assert.Single(Directory.EnumerateFiles(Path.Combine(folder, "d1")));
        var whole = await File.ReadAllBytesAsync(path);
        foreach (var length in Enumerable.Range(0, 40).Select(cut => whole.Length - (cut * 31)).Where(length => length >= 0))
        {
            await File.WriteAllBytesAsync(path, whole[..length]);
            tier = Open("d1")!;
            var kept = Enumerable.Range(0, 20).TakeWhile(number => tier.Find(Key(number)) is not null).Count();
            Assert.All(Enumerable.Range(kept, 20 - kept), number => Assert.Null(tier.Find(Key(number))));
            Assert.Equal(kept == 20 ? whole.Length : tier.Bytes, tier.Bytes);
            Add(tier, 100, 1);
            await CloseAsync(tier, Key(100));
        }
    }

    [Fact]
    public async Task Find_AnEntryThatChangedOnDisk_IsNotThere()
    {
        var tier = Open("d1")!;
        Add(tier, 0, 1);
        await UntilAsync(tier, Key(0));
        var path = Assert.Single(Directory.EnumerateFiles(Path.Combine(folder, "d1")));
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = 45;
            file.WriteByte((byte)'#');
        }

        Assert.Null(tier.Find(Key(0)));
        tier.Dispose();
    }

    [Fact]
    public async Task Add_BeyondItsBytes_ForgetsTheOldest()
    {
        var tier = Open("d1", bytesMax: 200_000)!;
        for (var number = 0; number < 400; number++)
        {
            Add(tier, number, 1, bytes: 2_000);
            await UntilAsync(tier, Key(number));
        }

        Assert.InRange(tier.Bytes, 100_000, 270_000);
        Assert.Null(tier.Find(Key(0)));
        Assert.NotNull(tier.Find(Key(399)));
        await CloseAsync(tier, Key(399));
    }

    [Fact]
    public async Task Open_AnotherDefinitionOrAnotherProcess_SharesNothing()
    {
        var tier = Open("d1")!;
        Add(tier, 0, 1);
        await UntilAsync(tier, Key(0));
        Assert.Null(Open("d1"));
        await CloseAsync(tier, Key(0));
        var other = Open("d2")!;
        Assert.Null(other.Find(Key(0)));
        Assert.False(Directory.Exists(Path.Combine(folder, "d1")));
        other.Dispose();
        Assert.Null(DiskTier.Open(folder, "d2", bytesMax: 0, NullLogger.Instance));
    }

    [Fact]
    public void Find_InMemory_ForgetsWhatWasNotAskedForTheLongest()
    {
        var tier = new MemoryTier(10_000);
        for (var number = 0; number < 10; number++)
            tier.Add(Key(number), Facts(number, 800));
        tier.Find(Key(0));
        tier.Add(Key(10), Facts(10, 800));
        Assert.NotNull(tier.Find(Key(0)));
        Assert.Null(tier.Find(Key(1)));
        tier.Add(Key(11), Facts(11, 20_000));
        Assert.Null(tier.Find(Key(11)));
        Assert.InRange(tier.Bytes, 1, 10_000);
    }

    [Fact]
    public void Key_OfAnotherNameContentOrDefinition_IsAnother()
    {
        var keys = new[]
        {
            Key(1), Key(2), new CacheKey(Digest(1), "other", "a/f.txt"), new CacheKey(Digest(1), "d", "a/f.cs"),
        };
        Assert.Equal(4, keys.Distinct().Count());
        Assert.Equal(Key(1), new CacheKey(Digest(1), "d", "elsewhere/f.txt"));
    }

    private static byte[] Digest(int number) => SHA256.HashData(BitConverter.GetBytes(number));

    private static CacheKey Key(int number) => new(Digest(number), "d", "a/f.txt");

    private static KnownFacts Facts(int number, int bytes = 100) => new(Encoding.ASCII.GetBytes($"{{{number}{new string('x', bytes)}"), number, number);

    private static void Add(DiskTier tier, int first, int count, int bytes = 100)
    {
        for (var number = first; number < first + count; number++)
            tier.Add(Key(number), Facts(number, bytes));
    }

    private static async Task UntilAsync(DiskTier tier, CacheKey key)
    {
        for (var waited = 0; tier.Find(key) is null; waited++)
        {
            Assert.True(waited < 12_000, "It was not kept within a minute.");
            await Task.Delay(5);
        }
    }

    private DiskTier? Open(string definition, long bytesMax = 10_000_000) => DiskTier.Open(folder, definition, bytesMax, NullLogger.Instance);

    private static async Task CloseAsync(DiskTier tier, CacheKey last)
    {
        await UntilAsync(tier, last);
        tier.Dispose();
        await tier.Closed;
    }
}
