using Workflows.Activities.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>Tokens per minute: held to, and shared in turns.</summary>
public sealed class TokenRateTests
{
    private readonly ManualClock time = new();

    [Fact]
    public async Task Enter_BeyondTheRate_WaitsForTokens()
    {
        var rate = new TokenRate(600, time);
        await rate.EnterAsync("a", 600, CancellationToken.None);
        var next = rate.EnterAsync("a", 600, CancellationToken.None);
        Assert.False(next.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(1));

        await next.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Enter_ManyOfOneKey_DoNotStarveAnother()
    {
        var rate = new TokenRate(600, time);
        await rate.EnterAsync("loud", 600, CancellationToken.None);
        var order = new List<string>();
        var waiting = Enumerable.Range(0, 5).Select(_ => NoteAsync("loud")).Append(NoteAsync("quiet")).ToList();

        while (order.Count < 3)
        {
            time.Advance(TimeSpan.FromSeconds(61));
            await Task.WhenAny(waiting).WaitAsync(TimeSpan.FromSeconds(30));
            waiting.RemoveAll(one => one.IsCompleted);
        }

        Assert.Contains("quiet", order.Take(3));

        async Task NoteAsync(string key)
        {
            await rate.EnterAsync(key, 600, CancellationToken.None);
            lock (order)
                order.Add(key);
        }
    }

    [Fact]
    public async Task Correct_CallUsedLess_LetsTheNextInAtOnce()
    {
        var rate = new TokenRate(600, time);
        await rate.EnterAsync("a", 600, CancellationToken.None);

        rate.Correct(-500);

        Assert.True(rate.EnterAsync("a", 100, CancellationToken.None).IsCompletedSuccessfully);
    }
}
