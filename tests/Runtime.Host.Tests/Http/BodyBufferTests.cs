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
        var others = Enumerable.Range(0, 3).Select(_ => new BodyBuffer()).ToList();
        try
        {
            var refused = Assert.Throws<BadInputException>(() => others.ForEach(body => Fill(body, 32 << 20)));
            Assert.Equal(503, refused.Status);
            using var ordinary = new BodyBuffer();
            Fill(ordinary, 1 << 20);
        }
        finally
        {
            others.ForEach(body => body.Dispose());
        }
        using var later = new BodyBuffer();
        Fill(later, 8 << 20);
    }

    private static void Fill(BodyBuffer body, int bytes)
    {
        while (body.Length < bytes)
            body.Advance(body.Free().Length);
    }
}
