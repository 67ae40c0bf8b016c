using Runtime.Host.Http;

namespace Runtime.Host.Tests.Http;

public sealed class BodyBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData((16 * 1024) + 1)]
    [InlineData(3_000_000)]
    public void Whole_OfAnyLength_IsWhatWasRead(int length)
    {
        var expected = new byte[length];
        new Random(length).NextBytes(expected);
        using var body = new BodyBuffer();

        for (var rest = expected.AsMemory(); !rest.IsEmpty;)
        {
            var free = body.Free();
            var count = Math.Min(free.Length, Math.Min(rest.Length, 10_007));
            rest[..count].CopyTo(free);
            body.Advance(count);
            rest = rest[count..];
        }

        Assert.Equal(length, body.Length);
        Assert.True(body.Whole().Span.SequenceEqual(expected));
    }

    [Fact]
    public void Free_WhenTheOthersHoldAllThereIs_IsRefusedForLargeBodiesOnly()
    {
        const long shared = 2 << 20;
        using (var greedy = new BodyBuffer(shared))
        {
            Assert.Equal(503, Assert.Throws<BadInputException>(() => Fill(greedy, 8 << 20)).Status);
            using var ordinary = new BodyBuffer(shared);
            Fill(ordinary, 1 << 20);
        }
        using var later = new BodyBuffer(shared);
        Fill(later, 2 << 20);
    }

    private static void Fill(BodyBuffer body, int bytes)
    {
        while (body.Length < bytes)
            body.Advance(body.Free().Length);
    }
}
