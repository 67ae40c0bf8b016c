using FsCheck;
using FsCheck.Fluent;
using Runtime.Engine.History;

namespace Runtime.Engine.Tests.History;

public sealed class HistoryDamageTests
{
    private static readonly Turn Whole = new(
        new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        [.. SampleEvents.All.Where(item => !item.IsDecision && HistoryCodec.EncodeEvent(item).Length < 1_000)],
        [.. SampleEvents.All.Where(item => item.IsDecision && HistoryCodec.EncodeEvent(item).Length < 1_000)]);

    [Fact]
    public void Decode_EveryTruncation_ThrowsInvalidData()
    {
        var bytes = HistoryCodec.Encode(Whole);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => HistoryCodec.Decode(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Decode_EveryFlippedByte_ThrowsInvalidDataOrNothing()
    {
        var bytes = HistoryCodec.Encode(Whole);
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var flip in new byte[] { 0x01, 0x80, 0xFF })
            {
                bytes[i] ^= flip;
                AssertClear(bytes);
                bytes[i] ^= flip;
            }
        }
    }

    [Fact]
    public void Decode_AnyBytes_ThrowsInvalidDataOrNothing() =>
        Prop.ForAll(Gen.Choose(0, 255).ListOf().Resize(300).Select(values => values.Select(value => (byte)value).ToArray()).ToArbitrary(), bytes =>
        {
            AssertClear(bytes);
            AssertClear([1, .. new byte[8], .. bytes]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Decode_EndlessInnerFailures_ThrowsInvalidData()
    {
        // type "", message "", no stack trace, no properties, an inner failure follows: five bytes that repeat
        var chain = Enumerable.Repeat<byte[]>([1, 1, 0, 0, 1], 200_000).SelectMany(link => link).ToArray();
        var length = BitConverter.GetBytes(chain.Length + 1);
        byte[] bytes = [1, (byte)EventKind.ActivityFailed, .. length, 0, .. chain];
        Assert.Throws<InvalidDataException>(() => HistoryCodec.DecodeEvent(bytes));
    }

    [Fact]
    public void Decode_EndlessSnapshotsInSnapshots_ThrowsInvalidData()
    {
        byte[] bytes = [];
        for (var depth = 0; depth < 20_000; depth++)
        {
            byte[] body = [0, 0, 1, .. bytes];
            bytes = [(byte)EventKind.EntitySnapshot, .. BitConverter.GetBytes(body.Length), .. body];
        }

        Assert.Throws<InvalidDataException>(() => HistoryCodec.DecodeEvent([1, .. bytes]));
    }

    [Fact]
    public void Decode_PropertiesThatAreNoJson_ThrowsInvalidData()
    {
        byte[] body = [0, 1, 1, 0, 3, (byte)'{', (byte)'x', 0];
        byte[] bytes = [1, (byte)EventKind.ActivityFailed, (byte)body.Length, 0, 0, 0, .. body];
        Assert.Throws<InvalidDataException>(() => HistoryCodec.DecodeEvent(bytes));
    }

    [Theory]
    [InlineData((byte)0)]
    [InlineData((byte)2)]
    [InlineData((byte)255)]
    public void Decode_AnotherFormat_SaysWhich(byte format)
    {
        var bytes = HistoryCodec.Encode(Whole);
        bytes[0] = format;
        Assert.Contains($"format {format}", Assert.Throws<InvalidDataException>(() => HistoryCodec.Decode(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_AnUnknownKind_SaysWhich()
    {
        byte[] bytes = [1, 200, 0, 0, 0, 0];
        Assert.Contains("kind 200", Assert.Throws<InvalidDataException>(() => HistoryCodec.DecodeEvent(bytes)).Message, StringComparison.Ordinal);
    }

    private static void AssertClear(byte[] bytes)
    {
        try
        {
            HistoryCodec.Decode(bytes);
        }
        catch (InvalidDataException)
        {
            // what the codec promises
        }

        try
        {
            HistoryCodec.DecodeEvent(bytes);
        }
        catch (InvalidDataException)
        {
            // the same
        }
    }
}
