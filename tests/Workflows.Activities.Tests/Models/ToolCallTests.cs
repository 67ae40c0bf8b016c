using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Models.TestServer;
using Workflows.Activities.Models;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>Tools and turns, both ways, over real HTTP and with the packages of both protocols.</summary>
public sealed class ToolCallTests
{
    public static readonly TheoryData<string, bool> ProvidersWholeAndStreamed = new()
    {
        { "openai", false }, { "openai", true }, { "azure-openai", false }, { "azure-openai", true },
        { "openai-compatible", false }, { "openai-compatible", true }, { "anthropic", false }, { "anthropic", true },
    };

    private static readonly ModelTool Search = new(
        "search", "Finds text.", """{"type":"object","properties":{"for":{"type":"string"}},"required":["for"]}""");

    private static readonly ModelCall Asked = new("Be brief.", "Where is it?") { Tools = [Search] };

    [Theory]
    [MemberData(nameof(ProvidersWholeAndStreamed))]
    public async Task Ask_ModelWantsTools_ReturnsTheRequestsInOrder(string provider, bool streamed)
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Tools(
            new ToolWish("c1", "search", """{"for":"naïve \"quotes\"","n":[1,2]}"""), new ToolWish("c2", "search", """{"for":"b"}""")));
        await using var models = new TestModels(
            TestModels.Settings(provider, server.Address), services => services.AddSingleton<IModelStream, Nobody>());

        var answer = Assert.IsType<Answered>(await models.AskAsync(Asked with { Stream = streamed ? "s" : null }));

        Assert.Equal(["c1", "c2"], answer.ToolRequests.Select(request => request.Id));
        Assert.All(answer.ToolRequests, request => Assert.Equal("search", request.Name));
        var arguments = JsonElement.Parse(answer.ToolRequests[0].ArgumentsJson);
        Assert.Equal("naïve \"quotes\"", arguments.GetProperty("for").GetString());
        Assert.Equal(2, arguments.GetProperty("n")[1].GetInt32());
        Assert.Equal(new ModelUsage(120, 30, 0.0006m), answer.Usage);
        Assert.Contains("Finds text.", Assert.Single(server.Requests).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Ask_WithTurns_SendsTheWholeConversation(string provider)
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("In a.txt."));
        await using var models = TestModels.At(server, provider);
        var call = Asked with
        {
            Turns =
            [
                ModelTurn.Assistant(new Answered("Looking.")
                {
                    ToolRequests = [new ToolRequest("c1", "search", """{"for":"a"}"""), new ToolRequest("c2", "search", """{"for":"b"}""")],
                }),
                ModelTurn.Tools([new ToolReply("c1", "a.txt"), new ToolReply("c2", "no such index") { Failed = true }]),
                ModelTurn.User("Hurry."),
            ],
        };

        Assert.Equal("In a.txt.", Assert.IsType<Answered>(await models.AskAsync(call)).Text);

        var request = Assert.Single(server.Requests);
        var text = string.Join('\n', request.Messages.Select(message => message.GetRawText()));
        Assert.All(["Where is it?", "Looking.", "c1", "c2", "a.txt", "no such index", "Hurry."],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
        if (provider == "openai")
            Assert.Equal(["system", "user", "assistant", "tool", "tool", "user"], request.Messages.Select(one => one.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Ask_ArgumentsThatAreNoObject_IsMalformed()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Tool("c1", "search", "{\"for\":"));
        await using var models = TestModels.At(server, "openai");

        var wrong = Assert.IsType<Malformed>(await models.AskAsync(Asked));

        Assert.Contains("arguments", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(30, wrong.Usage.OutputTokens);
    }

    public static readonly TheoryData<ModelCall, string> WrongCalls = new()
    {
        { Asked with { Tools = [Search, Search] }, "same name" },
        { Asked with { Tools = [Search with { Name = "a b" }] }, "name" },
        { Asked with { Tools = [Search with { ParametersJson = "[" }] }, "ParametersJson" },
        { Asked with { Turns = [ModelTurn.User("")] }, "User" },
        { Asked with { Turns = [new ModelTurn(TurnRole.Assistant, "Yes.")] }, "last turn" },
        { Asked with { Turns = [ModelTurn.Tools([new ToolReply("c9", "x")])] }, "one reply" },
        {
            Asked with { Turns = [new ModelTurn(TurnRole.Assistant, "") { ToolRequests = [new("c1", "search", "{}")] }, ModelTurn.User("?")] },
            "one reply"
        },
    };

    [Theory]
    [MemberData(nameof(WrongCalls))]
    public async Task Ask_CallThatDoesNotFitTogether_IsRefusedBeforeItIsSent(ModelCall call, string because)
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("never"));
        await using var models = TestModels.At(server, "openai");

        var wrong = Assert.IsType<InvalidRequest>(await models.AskAsync(call));

        Assert.Contains(because, wrong.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private sealed class Nobody : IModelStream
    {
        public ValueTask WriteAsync(ModelPiece piece, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
