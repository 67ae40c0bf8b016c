using Models.TestServer;
using Workflows.Contracts.Models;

namespace Workflows.Functions.Tests.Models;

/// <summary>Asking from an orchestration, over HTTP, on virtual time: waits and repairs happen inside, and are paid for.</summary>
public sealed class ModelDeskTests
{
    private static readonly ModelCall Question = new("Be brief.", "What is it?");

    [Fact]
    public async Task Ask_AfterThrottlesAndAnOutage_WaitsAndAnswers()
    {
        await using var server = await ModelServer.StartAsync(
            ModelReply.Throttled(30), ModelReply.Error(503), ModelReply.CutOff(), ModelReply.Text("A lamp."));
        await using var host = await ModelApp.StartAsync(server);

        var answer = Assert.IsType<Answered>(await host.AskAsync(Question));

        Assert.Equal("A lamp.", answer.Text);
        Assert.True(server.Requests.Count >= 4);       // recovery probes it too
    }

    [Fact]
    public async Task Ask_AnswerNotInTheForm_IsRepairedOnceAndBothArePaid()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("A lamp."), ModelReply.Text("""{"thing":"lamp"}"""));
        await using var host = await ModelApp.StartAsync(server);
        var form = new AnswerSchema("thing", """{"type":"object","properties":{"thing":{"type":"string"}},"required":["thing"]}""");

        var answer = Assert.IsType<Answered>(await host.AskAsync(Question with { Schema = form }));

        Assert.Equal("""{"thing":"lamp"}""", answer.Text);
        Assert.Equal(new ModelUsage(240, 60, 0.0012m), answer.Usage);
        Assert.Contains("could not be used", server.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_RefusedKey_EndsAtOnce()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Error(401));
        await using var host = await ModelApp.StartAsync(server);

        Assert.IsType<Unauthorized>(await host.AskAsync(Question));

        Assert.Single(server.Requests, request => request.Text.Contains("What is it?", StringComparison.Ordinal));
    }
}
