using Models.TestServer;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>What providers' headers say is left of a limit is respected before they have to refuse.</summary>
public sealed class RateHeaderTests
{
    private static readonly DateTimeOffset Now = new ManualClock().GetUtcNow();

    public static TheoryData<string, string[], double> Empty => new()
    {
        { "openai", ["x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: 8.64s"], 8.64 },
        { "openai", ["x-ratelimit-remaining-tokens: 0", "x-ratelimit-reset-tokens: 1m30s"], 90 },
        { "openai", ["x-ratelimit-remaining-tokens: 0", "x-ratelimit-reset-tokens: 250ms", "x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: 6m0s"], 360 },
        { "openai-compatible", ["x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: 12"], 12 },
        { "anthropic", ["anthropic-ratelimit-requests-remaining: 0", $"anthropic-ratelimit-requests-reset: {Now.AddSeconds(40):yyyy-MM-ddTHH:mm:ssZ}"], 40 },
        {
            "anthropic",
            ["anthropic-ratelimit-input-tokens-remaining: 0", $"anthropic-ratelimit-input-tokens-reset: {Now.AddSeconds(15):yyyy-MM-ddTHH:mm:ssZ}",
                "anthropic-ratelimit-output-tokens-remaining: 0", $"anthropic-ratelimit-output-tokens-reset: {Now.AddSeconds(25):yyyy-MM-ddTHH:mm:ssZ}"], 25
        },
    };

    public static TheoryData<string, string[]> NotEmpty => new()
    {
        { "openai", ["x-ratelimit-remaining-requests: 3", "x-ratelimit-reset-requests: 8s"] },
        { "openai", ["x-ratelimit-remaining-requests: none", "x-ratelimit-reset-requests: 8s"] },
        { "openai", ["x-ratelimit-remaining-requests: 0"] },
        { "openai", ["x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: soon"] },
        { "openai", ["x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: -5s"] },
        { "anthropic", ["anthropic-ratelimit-requests-remaining: 0", "anthropic-ratelimit-requests-reset: yesterday"] },
        { "anthropic", ["anthropic-ratelimit-requests-remaining: 0", "anthropic-ratelimit-requests-reset: 2020-01-01T00:00:00Z"] },
    };

    [Theory]
    [MemberData(nameof(Empty))]
    public async Task Ask_NothingIsLeft_IsNotSentUntilTheLimitIsNew(string provider, string[] headers, double seconds)
    {
        await using var server = await ModelServer.StartAsync(With(ModelReply.Text("one"), headers), ModelReply.Text("two"));
        await using var models = TestModels.At(server, provider);
        Assert.IsType<Answered>(await models.AskAsync());

        var held = Assert.IsType<Throttled>(await models.AskAsync());

        Assert.Equal(seconds, held.RetryAfter!.Value.TotalSeconds, 3);
        Assert.Single(server.Requests);
        models.Time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.IsType<Answered>(await models.AskAsync());
    }

    [Theory]
    [MemberData(nameof(Empty))]
    public async Task Ask_ThrottledWithoutRetryAfter_WaitsUntilTheLimitIsNew(string provider, string[] headers, double seconds)
    {
        await using var server = await ModelServer.StartAsync(With(ModelReply.Throttled(), headers));
        await using var models = TestModels.At(server, provider);

        Assert.Equal(seconds, Assert.IsType<Throttled>(await models.AskAsync()).RetryAfter!.Value.TotalSeconds, 3);
    }

    [Theory]
    [MemberData(nameof(NotEmpty))]
    public async Task Ask_SomethingIsLeftOrTheHeadersAreWrong_IsSent(string provider, string[] headers)
    {
        await using var server = await ModelServer.StartAsync(With(ModelReply.Text("one"), headers));
        await using var models = TestModels.At(server, provider);
        Assert.IsType<Answered>(await models.AskAsync());

        Assert.IsType<Answered>(await models.AskAsync());

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Ask_ThrottledWithRetryAfter_IsNotSentAgainBefore()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Throttled(30), ModelReply.Text("two"));
        await using var models = TestModels.At(server, "anthropic");
        await models.AskAsync();
        models.Time.Advance(TimeSpan.FromSeconds(29));

        Assert.Equal(1, Assert.IsType<Throttled>(await models.AskAsync()).RetryAfter!.Value.TotalSeconds, 3);

        Assert.Single(server.Requests);
        models.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<Answered>(await models.AskAsync());
    }

    private static ModelReply With(ModelReply reply, string[] headers) =>
        headers.Select(header => header.Split(": ", 2)).Aggregate(reply, (sum, header) => sum.With(header[0], header[1]));
}
