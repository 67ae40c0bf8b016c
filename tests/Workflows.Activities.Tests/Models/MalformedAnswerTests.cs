using Models.TestServer;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

public sealed class MalformedAnswerTests
{
    private const string Open = """
        {"type":"object","required":["risks"],
         "properties":{"risks":{"type":"array","items":{"type":"string"}},"note":{"type":"string"}}}
        """;

    private const string Closed = """
        {"type":"object","required":["risks"],"additionalProperties":false,
         "properties":{"risks":{"type":"array","items":{"type":"string"}}}}
        """;

    private static readonly string[] NotTheProtocol =
        ["{}", "[]", "null", "not json", "", """{"choices":[]}""", """{"error":{"message":"no"}}""", """{"content":7}"""];

    public static readonly TheoryData<string> Providers = ["openai", "openai-compatible", "anthropic"];

    private static ModelCall JsonCall => new("", "List the risks.") { Schema = new AnswerSchema("risks", Open) };

    [Theory]
    [InlineData("openai", """{"risks":[]}""")]
    [InlineData("anthropic", """{"risks":[]}""")]
    [InlineData("openai", "```json\n{\"risks\":[]}\n```")]
    [InlineData("anthropic", "Here it is:\n```\n{\"risks\":[]}\n```\n")]
    public async Task Ask_JsonAsAsked_ReturnsTheJsonAlone(string provider, string answer)
    {
        await using var server = await ModelServer.StartAsync(Replies.Text(provider, answer));
        await using var models = TestModels.At(server, provider);

        Assert.Equal("""{"risks":[]}""", Assert.IsType<Answered>(await models.AskAsync(JsonCall)).Text);
        Assert.Contains("\"risks\"", server.Requests[0].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Closed, true)]
    [InlineData(Open, false)]
    public async Task Ask_OpenAISchema_IsStrictOnlyWhenItFits(string schema, bool strict)
    {
        await using var server = await ModelServer.StartAsync(Replies.Text("openai", """{"risks":[]}"""));
        await using var models = TestModels.At(server, "openai");

        await models.AskAsync(new ModelCall("", "List the risks.") { Schema = new AnswerSchema("risks", schema) });

        var format = server.Requests[0].Body.GetProperty("response_format").GetProperty("json_schema");
        Assert.Equal("risks", format.GetProperty("name").GetString());
        Assert.Equal(strict, format.GetProperty("strict").GetBoolean());
    }

    [Theory]
    [InlineData("openai", "The risks are few.", "is not JSON")]
    [InlineData("anthropic", "[1,2]", "is not a JSON object")]
    [InlineData("openai", """{"note":"none"}""", "lacks risks")]
    [InlineData("anthropic", """{"risks":[""", "is not JSON")]
    public async Task Ask_NotAsAsked_IsMalformedWithExcerptAndCost(string provider, string answer, string problem)
    {
        await using var server = await ModelServer.StartAsync(Replies.Text(provider, answer));
        await using var models = TestModels.At(server, provider);

        var failure = Assert.IsType<Malformed>(await models.AskAsync(JsonCall));

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.Equal(answer, failure.Excerpt);
        Assert.Equal(0.0006m, failure.Usage.CostUsd);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_JsonBeyondLimit_SaysToRaiseIt(string provider)
    {
        var finish = provider == "anthropic" ? "max_tokens" : "length";
        await using var server = await ModelServer.StartAsync(Replies.Text(provider, """{"risks":["a""", finish));
        await using var models = TestModels.At(server, provider);

        var failure = Assert.IsType<Malformed>(await models.AskAsync(JsonCall));

        Assert.Contains("raise MaxOutputTokens", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_EmptyAnswer_IsMalformed(string provider)
    {
        await using var server = await ModelServer.StartAsync(Replies.Text(provider, ""));
        await using var models = TestModels.At(server, provider);

        Assert.IsType<Malformed>(await models.AskAsync());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_BodyOfAnotherProtocol_IsMalformed(string provider)
    {
        foreach (var body in NotTheProtocol)
        {
            await using var server = await ModelServer.StartAsync(Replies.Json(200, body));
            await using var models = TestModels.At(server, provider);

            Assert.IsType<Malformed>(await models.AskAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_WrongContentType_IsMalformedAndNamesIt(string provider)
    {
        await using var server = await ModelServer.StartAsync(Replies.Html());
        await using var models = TestModels.At(server, provider);

        var failure = Assert.IsType<Malformed>(await models.AskAsync());

        Assert.Contains("text/html", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_SchemaThatIsNotJson_IsInvalidRequest()
    {
        await using var models = new TestModels([]);

        Assert.IsType<InvalidRequest>(await models.AskAsync(new ModelCall("", "x") { Schema = new AnswerSchema("s", "{") }));
        Assert.IsType<InvalidRequest>(await models.AskAsync(new ModelCall("", "x") { Schema = new AnswerSchema("a b", "{}") }));
    }
}
