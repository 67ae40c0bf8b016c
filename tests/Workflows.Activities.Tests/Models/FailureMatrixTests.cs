using Microsoft.Extensions.DependencyInjection;
using Models.TestServer;
using Workflows.Activities.Models;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>Each way a provider can fail, in both protocols, for whole and for streamed answers: the same end has the same outcome and cause.</summary>
public sealed class FailureMatrixTests
{
    private static readonly string[] Providers = ["openai", "openai-compatible", "anthropic"];

    public static TheoryData<string, bool, string, string, string> Matrix()
    {
        var data = new TheoryData<string, bool, string, string, string>();
        foreach (var provider in Providers)
        {
            foreach (var streamed in new[] { false, true })
            {
                foreach (var (kind, outcome, cause) in new[]
                {
                    ("cut off", nameof(Unavailable), "cutOff|unreachable"), ("garbage", nameof(Malformed), "garbage"), ("html", nameof(Malformed), "garbage"),
                    ("500", nameof(Unavailable), "serverError"), ("503", nameof(Unavailable), "overloaded"), ("529", nameof(Unavailable), "overloaded"),
                    ("429", nameof(Throttled), "rateLimit"), ("401", nameof(Unauthorized), "key"), ("402", nameof(Unauthorized), "credit"),
                    ("404", nameof(InvalidRequest), "missing"), ("408", nameof(TimedOut), "timeout"), ("silent", nameof(TimedOut), "timeout"),
                    ("stall", nameof(TimedOut), "timeout"), ("overloaded in the middle", nameof(Unavailable), ""),
                })
                    data.Add(provider, streamed, kind, outcome, cause);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Ask_ProviderFails_IsThatOutcomeWithThatCause(string provider, bool streamed, string kind, string outcome, string cause)
    {
        await using var server = await ModelServer.StartAsync(Failing(kind));
        await using var models = At(server, provider);
        var asking = models.AskAsync(Question(streamed));
        if (kind is "silent" or "stall")
        {
            await server.ArrivalAsync();
            models.Time.Advance(TimeSpan.FromSeconds(121));
        }

        var failure = Assert.IsAssignableFrom<ModelFailure>(await asking);

        Assert.Equal(outcome, failure.GetType().Name);
        if (cause.Length > 0)
            Assert.Contains(failure.Cause, cause.Split('|'));       // a break may come before the head of the answer is read
        Assert.DoesNotContain(TestModels.Key, failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("openai", false)]
    [InlineData("openai", true)]
    [InlineData("anthropic", false)]
    [InlineData("anthropic", true)]
    public async Task Ask_AnswerIsSlowAndWithinTheLimit_IsAnswered(string provider, bool streamed)
    {
        var gate = new TaskCompletionSource();
        await using var server = await ModelServer.StartAsync(ModelReply.Slow("one two three four", gate.Task));
        await using var models = At(server, provider);
        var asking = models.AskAsync(Question(streamed));
        await server.ArrivalAsync();
        models.Time.Advance(TimeSpan.FromSeconds(100));
        gate.SetResult();

        var answer = Assert.IsType<Answered>(await asking);

        Assert.Equal("one two three four", answer.Text);
        Assert.Equal(100_000, answer.LatencyMs);
        Assert.Equal(streamed, answer.FirstTokenMs is not null);
    }

    private static ModelCall Question(bool streamed) => new("", "Say it.") { Stream = streamed ? "run-1" : null };

    private static TestModels At(ModelServer server, string provider) =>
        new(TestModels.Settings(provider, server.Address), services => services.AddSingleton<IModelStream>(new Nobody()));

    private static ModelReply Failing(string kind) => kind switch
    {
        "cut off" => ModelReply.CutOff(),
        "garbage" => ModelReply.Garbage(),
        "html" => new ModelReply((context, _) => Replies.Html()(context)),
        "silent" => ModelReply.Silence(),
        "stall" => ModelReply.Stall(),
        "overloaded in the middle" => ModelReply.Overloaded(),
        _ => ModelReply.Error(int.Parse(kind)),
    };

    private sealed class Nobody : IModelStream
    {
        public ValueTask WriteAsync(ModelPiece piece, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
