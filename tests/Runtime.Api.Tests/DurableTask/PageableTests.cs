using System.Globalization;
using Microsoft.DurableTask;

namespace Runtime.Api.Tests.DurableTask;

public sealed class PageableTests
{
    [Fact]
    public async Task Fact077_AsPages_TwentyOneByFive_GivesFivePagesAndANullToken()
    {
        var pages = new List<Page<int>>();
        await foreach (var page in Numbers(21).AsPages(pageSizeHint: 5))
            pages.Add(page);

        Assert.Equal([5, 5, 5, 5, 1], pages.Select(page => page.Values.Count));
        Assert.Null(pages[^1].ContinuationToken);
        Assert.All(pages[..^1], page => Assert.NotNull(page.ContinuationToken));
    }

    [Fact]
    public async Task Fact080_AsPages_WithToken_ResumesThere()
    {
        var values = new List<int>();
        await foreach (var page in Numbers(21).AsPages("15", 5))
            values.AddRange(page.Values);

        Assert.Equal(Enumerable.Range(15, 6), values);
    }

    [Fact]
    public async Task GetAsyncEnumerator_Always_GivesAllValues()
    {
        var values = new List<int>();
        await foreach (var value in Numbers(250))
            values.Add(value);

        Assert.Equal(Enumerable.Range(0, 250), values);
    }

    [Fact]
    public async Task GetAsyncEnumerator_Token_ReachesTheFunction()
    {
        using var stop = new CancellationTokenSource();
        var seen = CancellationToken.None;
        var list = Pageable.Create<int>((_, cancellation) =>
        {
            seen = cancellation;
            return Task.FromResult(new Page<int>([1]));
        });
        await foreach (var _ in list.WithCancellation(stop.Token))
        {
        }

        Assert.Equal(stop.Token, seen);
    }

    private static AsyncPageable<int> Numbers(int count) => Pageable.Create<int>((token, size, _) =>
    {
        var from = token is null ? 0 : int.Parse(token, CultureInfo.InvariantCulture);
        var to = Math.Min(count, from + (size ?? 100));
        return Task.FromResult(new Page<int>([.. Enumerable.Range(from, to - from)], to < count ? $"{to}" : null));
    });
}
