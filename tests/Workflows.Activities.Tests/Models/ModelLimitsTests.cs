using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Models.TestServer;
using Workflows.Activities.Models;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>Limits of time and concurrency, and cancellation. Time is moved by hand; tests wait for arrivals, never for a while.</summary>
public sealed class ModelLimitsTests
{
    public static readonly TheoryData<string> Providers = ["openai", "anthropic"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_NoAnswerInTime_IsTimedOut(string provider)
    {
        await using var server = await ModelServer.StartAsync(Replies.Silent());
        await using var models = TestModels.At(server, provider, ("TimeoutSeconds", "30"));

        var asking = models.AskAsync();
        await server.ArrivalAsync();
        models.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(asking.IsCompleted);
        models.Time.Advance(TimeSpan.FromSeconds(1));

        var failure = Assert.IsType<TimedOut>(await asking);
        Assert.Contains("30 s", failure.Message, StringComparison.Ordinal);
        Assert.Equal(30_000, failure.LatencyMs);
        Assert.Null(failure.Usage.CostUsd);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_AnswerStallsHalfway_IsTimedOut(string provider)
    {
        await using var server = await ModelServer.StartAsync(Replies.Stalls(provider));
        await using var models = TestModels.At(server, provider);

        var asking = models.AskAsync();
        await server.ArrivalAsync();
        models.Time.Advance(TimeSpan.FromSeconds(120));

        Assert.IsType<TimedOut>(await asking);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_CancelledInFlight_Throws(string provider)
    {
        await using var server = await ModelServer.StartAsync(Replies.Silent());
        await using var models = TestModels.At(server, provider);
        using var cancel = new CancellationTokenSource();

        var asking = models.AskAsync(new ModelCall("", "Hello"), cancel.Token);
        await server.ArrivalAsync();
        await cancel.CancelAsync();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal(cancel.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task Ask_WithMoreCallsOfOneRunThanPlaces_GivesAnotherRunItsTurn()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("yes"));
        await using var models = TestModels.At(server, "openai", ("MaxConcurrent", "2"), ("TokensPerMinute", "300"), ("MaxOutputTokens", "30"));
        var loud = Enumerable.Range(0, 20).Select(_ => AskAsync("loud")).ToList();
        var quiet = AskAsync("quiet");

        for (var minutes = 0; !quiet.IsCompleted && minutes < 60; minutes++)
        {
            models.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.WhenAny(Task.WhenAll(loud), quiet, Task.Delay(50));
        }

        await quiet.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.InRange(loud.Count(one => one.IsCompleted), 1, 5);

        Task<ModelOutcome> AskAsync(string run) => models.AskAsync(new ModelCall("", run) { Who = new ModelAsker("a") { Run = run } });
    }

    [Fact]
    public async Task Ask_ManyAtOnce_NeverMoreInFlightThanTheLimit()
    {
        var gated = new GatedChatClient();
        await using var models = new TestModels(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Models:Default"] = "m",
                ["Models:Named:m:Provider"] = "extractive",
                ["Models:Named:m:MaxConcurrent"] = "3",
            },
            services => services.AddSingleton<IModelClientFactory>(gated));

        // A free place is taken before AskAsync first returns, so what has entered now is all that will enter until one leaves.
        var asking = Enumerable.Range(0, 20).Select(_ => models.AskAsync()).ToArray();
        Assert.Equal(3, gated.InFlight);
        gated.Open();

        Assert.All(await Task.WhenAll(asking), outcome => Assert.IsType<Answered>(outcome));
        Assert.Equal((3, 20), (gated.InFlightMost, gated.Calls));
    }

    [Fact]
    public async Task Ask_CancelledWhileWaitingForAPlace_ThrowsAndIsNeverSent()
    {
        await using var server = await ModelServer.StartAsync(Replies.Silent());
        await using var models = TestModels.At(server, "openai", ("MaxConcurrent", "1"));
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();

        var holding = models.AskAsync(new ModelCall("", "one"), first.Token);
        await server.ArrivalAsync();
        var waiting = models.AskAsync(new ModelCall("", "two"), second.Token);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => holding);

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Ask_WaitsForAPlace_TimeLimitStartsWithTheCall()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ModelServer.StartAsync(async context =>
        {
            await release.Task;
            await Replies.Text("openai", "ok")(context);
        });
        await using var models = TestModels.At(server, "openai", ("MaxConcurrent", "1"));

        var first = models.AskAsync();
        await server.ArrivalAsync();
        var second = models.AskAsync();
        models.Time.Advance(TimeSpan.FromSeconds(119));
        release.SetResult();

        Assert.Equal(119_000, Assert.IsType<Answered>(await first).LatencyMs);
        Assert.Equal(0, Assert.IsType<Answered>(await second).LatencyMs);
    }

    [Fact]
    public async Task Stream_BothProtocols_GivesTextAndUsage()
    {
        await using var openAI = await ModelServer.StartAsync(Replies.Stream(
            """data: {"id":"c","created":1,"model":"gpt","choices":[{"index":0,"delta":{"role":"assistant","content":"Two "}}]}""",
            """data: {"id":"c","created":1,"model":"gpt","choices":[{"index":0,"delta":{"content":"files."},"finish_reason":"stop"}]}""",
            """data: {"id":"c","created":1,"model":"gpt","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,""" +
            """ "total_tokens":11}}""",
            "data: [DONE]"));
        await using var anthropic = await ModelServer.StartAsync(Replies.Stream(
            "event: message_start\n" +
            """data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"claude","content":[],""" +
            """ "stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}}""",
            "event: content_block_start\n" +
            """data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            "event: content_block_delta\n" +
            """data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Two files."}}""",
            "event: content_block_stop\n" +
            """data: {"type":"content_block_stop","index":0}""",
            "event: message_delta\n" +
            """data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}}""",
            "event: message_stop\n" +
            """data: {"type":"message_stop"}"""));

        foreach (var (server, provider) in new[] { (openAI, "openai"), (anthropic, "anthropic") })
        {
            await using var models = TestModels.At(server, provider);
            var response = await ClientOf(models).GetStreamingResponseAsync("Hello").ToChatResponseAsync();

            Assert.Equal("Two files.", response.Text);
            Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
            Assert.Equal(2, response.Usage!.OutputTokenCount);
        }
    }

    private static IChatClient ClientOf(TestModels models) =>
        models.Services.GetRequiredService<ModelClients>().Default.Chat;
}
