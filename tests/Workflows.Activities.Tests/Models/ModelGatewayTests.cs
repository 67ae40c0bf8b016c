using Models.TestServer;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>Every end a call can have, over real HTTP, with the packages of both protocols.</summary>
public sealed class ModelGatewayTests
{
    public static readonly TheoryData<string> Providers = ["openai", "azure-openai", "openai-compatible", "anthropic"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_GoodAnswer_ReturnsTextUsageAndCost(string provider)
    {
        await using var server = await ModelServer.StartAsync(Replies.Text(provider, "Two files."));
        await using var models = TestModels.At(server, provider);

        var answer = Assert.IsType<Answered>(await models.AskAsync());

        Assert.Equal("Two files.", answer.Text);
        Assert.Equal("m", answer.Model);
        Assert.False(answer.CutShort);
        Assert.EndsWith("-test-1", answer.ModelVersion);
        Assert.Equal(new ModelUsage(120, 30, 0.0006m), answer.Usage);
        var request = Assert.Single(server.Requests);
        Assert.Equal(TestModels.Key, request.Key);
        Assert.Contains("Be brief.", request.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("What is in these files?", request.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai", "/v1/chat/completions", "max_completion_tokens")]
    [InlineData("azure-openai", "/openai/v1/chat/completions", "max_completion_tokens")]
    [InlineData("openai-compatible", "/v1/chat/completions", "max_tokens")]
    [InlineData("anthropic", "/v1/messages", "max_tokens")]
    public async Task Ask_WithLimit_SendsItUnderTheProvidersNameAndPath(string provider, string path, string limitName)
    {
        await using var server = await ModelServer.StartAsync(Replies.Text(provider, "ok"));
        await using var models = TestModels.At(server, provider);

        await models.AskAsync(new ModelCall("", "Hello") { MaxOutputTokens = 77, Temperature = 0.5 });

        var request = Assert.Single(server.Requests);
        Assert.Equal(path, request.Path);
        Assert.Equal("test-model", request.Body.GetProperty("model").GetString());
        Assert.Equal(77, request.Body.GetProperty(limitName).GetInt32());
        Assert.Equal(0.5, request.Body.GetProperty("temperature").GetDouble());
    }

    [Fact]
    public async Task Ask_NothingConfigured_TheBuiltInModelAnswersForFreeAndSaysSo()
    {
        await using var models = new TestModels([]);

        var outcome = await models.AskAsync("What reads the ledger? The nightly job reads the ledger and writes totals.");

        var answer = Assert.IsType<Answered>(outcome);

        Assert.Equal(("extractive", "extractive"), (answer.Model, answer.ModelVersion));
        Assert.Contains("extractive", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.True(answer.Usage.InputTokens > 0);
        Assert.Equal(0m, answer.Usage.CostUsd);
    }

    [Fact]
    public async Task Ask_CompatibleWithoutKey_SendsNoAuthorization()
    {
        await using var server = await ModelServer.StartAsync(Replies.Text("openai-compatible", "ok"));
        await using var models = new TestModels(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Models:Default"] = $"compatible:llama3:8b@{server.Address}/v1",
            ["OPENAI_API_KEY"] = TestModels.Key,
        });

        Assert.IsType<Answered>(await models.AskAsync());

        var request = Assert.Single(server.Requests);
        Assert.Equal("llama3:8b", request.Body.GetProperty("model").GetString());
        Assert.Equal("", request.Key);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_TextBeyondLimit_SaysCutShort(string provider)
    {
        var finish = provider == "anthropic" ? "max_tokens" : "length";
        await using var server = await ModelServer.StartAsync(Replies.Text(provider, "Two fi", finish));
        await using var models = TestModels.At(server, provider);

        Assert.True(Assert.IsType<Answered>(await models.AskAsync()).CutShort);
    }

    [Theory]
    [InlineData("openai", 401, "invalid_api_key")]
    [InlineData("anthropic", 401, "authentication_error")]
    [InlineData("openai", 403, "forbidden")]
    [InlineData("anthropic", 403, "permission_error")]
    [InlineData("openai", 429, "insufficient_quota")]
    [InlineData("anthropic", 402, "billing_error")]
    public async Task Ask_KeyNotAllowed_IsUnauthorized(string provider, int status, string code)
    {
        await using var server = await ModelServer.StartAsync(Replies.Error(provider, status, code, "Incorrect API key provided"));
        await using var models = TestModels.At(server, provider);

        var failure = Assert.IsType<Unauthorized>(await models.AskAsync());

        Assert.Single(server.Requests);
        if (status == 401)
            Assert.Contains("TEST_KEY", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_ThrottledWithSeconds_SaysHowLongAndDoesNotRetry(string provider)
    {
        await using var server = await ModelServer.StartAsync(Replies.Error(provider, 429, "rate_limit_error", "slow down", "7"));
        await using var models = TestModels.At(server, provider);

        var failure = Assert.IsType<Throttled>(await models.AskAsync());

        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        Assert.Contains("7 s", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_ThrottledUntilDate_SaysHowLong(string provider)
    {
        var date = new ManualClock().GetUtcNow().AddSeconds(90).ToString("R");
        await using var server = await ModelServer.StartAsync(Replies.Error(provider, 429, "rate_limit_error", "slow down", date));
        await using var models = TestModels.At(server, provider);

        Assert.Equal(TimeSpan.FromSeconds(90), Assert.IsType<Throttled>(await models.AskAsync()).RetryAfter);
    }

    [Fact]
    public async Task Ask_ThrottledWithoutOrPastDate_HasNoOrZeroWait()
    {
        await using var silent = await ModelServer.StartAsync(Replies.Error("openai", 429, "rate_limit", "slow down"));
        await using var past = await ModelServer.StartAsync(Replies.Error("openai", 429, "x", "y", DateTimeOffset.UnixEpoch.ToString("R")));
        await using var first = TestModels.At(silent, "openai");
        await using var second = TestModels.At(past, "openai");

        Assert.Null(Assert.IsType<Throttled>(await first.AskAsync()).RetryAfter);
        Assert.Equal(TimeSpan.Zero, Assert.IsType<Throttled>(await second.AskAsync()).RetryAfter);
    }

    [Theory]
    [InlineData("openai", 500)]
    [InlineData("openai", 503)]
    [InlineData("anthropic", 500)]
    [InlineData("anthropic", 529)]
    public async Task Ask_ServerFails_IsUnavailableAfterOneRequest(string provider, int status)
    {
        await using var server = await ModelServer.StartAsync(Replies.Error(provider, status, "overloaded_error", "Overloaded", "3"));
        await using var models = TestModels.At(server, provider);

        Assert.Equal(TimeSpan.FromSeconds(3), Assert.IsType<Unavailable>(await models.AskAsync()).RetryAfter);
        Assert.Single(server.Requests);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_NobodyListens_IsUnavailable(string provider)
    {
        var server = await ModelServer.StartAsync(Replies.Text(provider, "ok"));
        await using var models = TestModels.At(server, provider);
        await server.DisposeAsync();

        var failure = Assert.IsType<Unavailable>(await models.AskAsync());

        Assert.Contains("check that it runs", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_AnswerBreaksOff_IsUnavailableWithUnknownCost(string provider)
    {
        await using var server = await ModelServer.StartAsync(Replies.CutOff(provider));
        await using var models = TestModels.At(server, provider);

        Assert.Null(Assert.IsType<Unavailable>(await models.AskAsync()).Usage.CostUsd);
    }

    [Theory]
    [InlineData("openai", 400, "context_length_exceeded")]
    [InlineData("anthropic", 400, "invalid_request_error")]
    [InlineData("openai", 404, "model_not_found")]
    [InlineData("anthropic", 413, "request_too_large")]
    [InlineData("openai", 302, "moved")]
    public async Task Ask_RequestRejected_IsInvalidRequest(string provider, int status, string code)
    {
        await using var server = await ModelServer.StartAsync(Replies.Error(provider, status, code, "prompt is too long"));
        await using var models = TestModels.At(server, provider);

        Assert.IsType<InvalidRequest>(await models.AskAsync());
    }

    [Theory]
    [InlineData("azure-openai", 400)]
    [InlineData("openai", 400)]
    public async Task Ask_QuestionFiltered_IsRefused(string provider, int status)
    {
        await using var server = await ModelServer.StartAsync(Replies.Error(provider, status, "content_filter", "filtered"));
        await using var models = TestModels.At(server, provider);

        Assert.IsType<Refused>(await models.AskAsync());
    }

    [Theory]
    [InlineData("openai", "content_filter")]
    [InlineData("anthropic", "refusal")]
    public async Task Ask_AnswerFiltered_IsRefusedAndBilled(string provider, string finish)
    {
        await using var server = await ModelServer.StartAsync(Replies.Text(provider, "", finish));
        await using var models = TestModels.At(server, provider);

        Assert.Equal(0.0006m, Assert.IsType<Refused>(await models.AskAsync()).Usage.CostUsd);
    }

    [Fact]
    public async Task Ask_ModelRefuses_IsRefused()
    {
        var body = Replies.Answer("openai", "").Replace("\"refusal\":null", "\"refusal\":\"I will not.\"", StringComparison.Ordinal);
        await using var server = await ModelServer.StartAsync(Replies.Json(200, body));
        await using var models = TestModels.At(server, "openai");

        Assert.IsType<Refused>(await models.AskAsync());
    }

    [Fact]
    public async Task Ask_UnknownModel_IsInvalidRequestWithTheKnownNames()
    {
        await using var models = new TestModels([]);

        var failure = Assert.IsType<InvalidRequest>(await models.AskAsync(new ModelCall("", "Hello") { Model = "nope" }));

        Assert.Contains("extractive", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_QuestionBeyondContext_IsInvalidRequestAndNotSent()
    {
        await using var server = await ModelServer.StartAsync(Replies.Text("openai", "ok"));
        await using var models = TestModels.At(server, "openai", ("ContextTokens", "5000"));

        Assert.IsType<InvalidRequest>(await models.AskAsync(new string('x', 50_000)));
        Assert.Empty(server.Requests);
    }
}
