using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GpuHost.Packs;

namespace GpuHost.Service.Tests.Packs;

public sealed class PackTests
{
    [Fact]
    public void Finish_AnyFiles_ReadsBackAsTheyWere() =>
        Prop.ForAll(Files, files =>
        {
            var pack = PackOf(files);
            var entries = PackReader.Read(pack);
            Assert.Equal(files.Keys.Order(ByBytes), entries.Select(entry => entry.Name));
            for (var index = 0; index < entries.Count; index++)
            {
                var entry = entries[index];
                Assert.Equal(files[entry.Name], pack[entry.Offset..(entry.Offset + entry.Length)]);
                Assert.Equal(0, entry.Offset % PackFormat.Alignment);
                Assert.True(PackReader.IsWhole(pack, index, entry));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Finish_InAnotherOrder_GivesTheSameBytes() =>
        Prop.ForAll(Files, files => Assert.Equal(PackOf(files), PackOf(files.Reverse()))).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void Read_EveryByteChanged_IsNoticed()
    {
        var pack = Small();
        for (var at = 0; at < pack.Length; at++)
        {
            foreach (var mask in new byte[] { 1, 0x80, 0xFF })
            {
                var changed = (byte[])pack.Clone();
                changed[at] ^= mask;
                Assert.True(IsRefused(changed), $"Byte {at} changed by {mask} was not noticed.");
            }
        }
    }

    [Fact]
    public void Read_EveryLength_IsRefusedButTheRightOne()
    {
        var pack = Small();
        for (var length = 0; length < pack.Length; length++)
            Assert.Contains(ProblemOf(pack[..length]), new[] { PackProblem.CutShort, PackProblem.NotAPack });
        Assert.Equal(PackProblem.WrongSizes, ProblemOf([.. pack, 0]));
    }

    [Fact]
    public void Read_AnyBytes_GivesFilesOrAProblem() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<(int, byte)[]>(), (tail, changes) =>
        {
            var pack = (byte[])[.. Small(), .. tail];
            foreach (var (at, value) in changes)
                pack[(int)((uint)at % pack.Length)] = value;
            Fix(pack);      // with a right checksum, so that what is behind it is reached
            _ = IsRefused(pack);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Read_AnyDamageWithARightChecksum_GivesFilesOrAProblem() => GpuHost.Tests.Fuzz.Rounds.Run(3_000, random =>
    {
        var pack = GpuHost.Tests.Fuzz.Mutations.Of(PackOf(FilesOf(random.Next())), Small(), random);
        if (pack.Length >= 24)
            Fix(pack);
        _ = GpuHost.Tests.Fuzz.Rounds.Bounded(() => IsRefused(pack));
    });

    [Theory]
    [InlineData(8, 2, PackProblem.UnknownVersion)]
    [InlineData(12, -1, PackProblem.TooManyEntries)]
    [InlineData(12, PackFormat.EntriesMax + 1, PackProblem.TooManyEntries)]
    [InlineData(12, 90_000, PackProblem.WrongSizes)]
    [InlineData(16, int.MaxValue, PackProblem.WrongSizes)]
    [InlineData(16, -5, PackProblem.WrongSizes)]
    [InlineData(24, PackFormat.BytesMax + 64, PackProblem.TooLarge)]
    [InlineData(32, 1, PackProblem.NotZero)]
    [InlineData(64, 64, PackProblem.WrongPlace)]
    [InlineData(64 + 8, -1, PackProblem.WrongPlace)]
    [InlineData(64 + 8, 1_000_000, PackProblem.WrongPlace)]
    [InlineData(64 + 16, 7, PackProblem.WrongName)]
    [InlineData(64 + 20, 0, PackProblem.WrongName)]
    [InlineData(64 + 24, 1, PackProblem.NotZero)]
    [InlineData(64 + 32, 1, PackProblem.WrongFlags)]
    public void Read_AFieldThatIsWrong_IsRefusedByName(int at, int value, PackProblem expected)
    {
        var pack = Small();
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(pack.AsSpan(at), value);
        Fix(pack);
        var error = Assert.Throws<PackException>(() => PackReader.Read(pack));
        Assert.Equal(expected, error.Problem);
        Assert.Contains(expected.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NamesOutOfOrderOrTwice_AreRefused()
    {
        foreach (var second in new[] { "a.txt", "0.txt" })
        {
            var pack = Small();
            Encoding.ASCII.GetBytes(second).CopyTo(pack, 64 + (64 * 3) + "a.txt".Length);      // where b.txt stands
            Fix(pack);
            Assert.Equal(PackProblem.NamesOutOfOrder, ProblemOf(pack));
        }
    }

    [Fact]
    public void Read_ANameThatIsNoText_IsRefused()
    {
        var pack = Small();
        pack[64 + (64 * 3)] = 0xFF;
        Fix(pack);
        Assert.Equal(PackProblem.WrongName, ProblemOf(pack));
    }

    [Fact]
    public void TryAdd_UntilItIsFull_StaysWithinItsBytes()
    {
        var writer = new PackWriter(64 * 1024);
        var added = 0;
        while (writer.TryAdd($"file{added:D5}", new byte[100 + (added % 900)]))
            added++;
        var pack = writer.Finish();
        Assert.InRange(pack.Length, 60 * 1024, 64 * 1024);
        Assert.Equal(added, PackReader.Read(pack).Count);
        Assert.Equal(0, writer.Count);
        Assert.Empty(PackReader.Read(writer.Finish()));
    }

    [Fact]
    public void TryAdd_ANameThatIsNone_IsRefused()
    {
        var writer = new PackWriter();
        writer.TryAdd("a", new byte[1]);
        Assert.Throws<ArgumentException>(() => writer.TryAdd("a", new byte[1]));
        Assert.Throws<ArgumentException>(() => writer.TryAdd("", new byte[1]));
        Assert.Throws<ArgumentException>(() => writer.TryAdd("\uD800", new byte[1]));
        Assert.Throws<ArgumentException>(() => writer.TryAdd(new string('x', PackFormat.NameBytesMax + 1), new byte[1]));
        Assert.Throws<ArgumentException>(() => writer.TryAdd("b", new byte[1], new byte[31]));
        Assert.Equal(1, writer.Count);
    }

    [Fact]
    public void Checksum_OfThePublishedExample_IsTheirs()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));        // the check value of CRC-32C in the catalogue of CRC algorithms
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));         // RFC 3720, B.4
    }

    [Fact]
    public void IsWhole_WithADigest_BelievesOnlyTheContent()
    {
        var writer = new PackWriter();
        var content = "hello"u8.ToArray();
        writer.TryAdd("a", content, SHA256.HashData("other"u8));
        var pack = writer.Finish();
        var entry = Assert.Single(PackReader.Read(pack));
        Assert.True(entry.HasDigest);
        Assert.False(PackReader.IsWhole(pack, 0, entry, SHA256.HashData(content)));
    }

    internal static byte[] PackOf(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var writer = new PackWriter();
        foreach (var (name, content) in files)
            Assert.True(writer.TryAdd(name, content));
        return writer.Finish();
    }

    private static readonly Comparer<string> ByBytes =
        Comparer<string>.Create((left, right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)));

    private static Arbitrary<Dictionary<string, byte[]>> Files => ArbMap.Default.GeneratorFor<int>().Select(FilesOf).ToArbitrary();

    private static Dictionary<string, byte[]> FilesOf(int seed)
    {
        var random = new Random(seed);
        string[] letters = ["a", "b", "/", ".", "é", "漢", "😀", " ", "\n", "Z"];
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var left = random.Next(40); left > 0; left--)
        {
            var content = new byte[random.Next(random.Next(2) == 0 ? 3 : 300)];
            random.NextBytes(content);
            files[string.Concat(random.GetItems(letters, random.Next(1, 12)))] = content;
        }

        return files;
    }

    private static byte[] Small()
    {
        var writer = new PackWriter();
        writer.TryAdd("a.txt", "first"u8.ToArray());
        writer.TryAdd("b.txt", "second, which is longer"u8.ToArray());
        writer.TryAdd("c", "third"u8.ToArray(), SHA256.HashData("third"u8));
        return writer.Finish();
    }

    /// <summary>Puts the right checksum in, when there is a table to sum up.</summary>
    private static void Fix(byte[] pack)
    {
        var entries = BitConverter.ToInt32(pack, 12);
        var names = BitConverter.ToInt32(pack, 16);
        var end = 64 + (64L * entries) + names;
        if (entries < 0 || names < 0 || end > pack.Length)
            return;
        pack.AsSpan(20, 4).Clear();
        BitConverter.TryWriteBytes(pack.AsSpan(20), Crc32C.Of(pack.AsSpan(0, (int)end)));
    }

    private static PackProblem ProblemOf(byte[] pack) => Assert.Throws<PackException>(() => PackReader.Read(pack)).Problem;

    private static bool IsRefused(byte[] pack)
    {
        try
        {
            var entries = PackReader.Read(pack);
            return Enumerable.Range(0, entries.Count).Any(index =>
                !PackReader.IsWhole(pack, index, entries[index])
                || !PackReader.IsWhole(pack, index, entries[index], SHA256.HashData(pack.AsSpan(entries[index].Offset, entries[index].Length))));
        }
        catch (PackException)
        {
            return true;
        }
    }
}
