using Microsoft.Extensions.DependencyInjection;
using Models.TestServer;
using Workflows.Activities.Models;
using Workflows.Activities.Models.Routing;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>Who is out, for how long, and that a restart does not forget it.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Ask_ThreeFailuresInARow_TakeTheModelOutForLongerEachTime()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Error(500));
        await using var models = TestModels.At(server, "openai");
        foreach (var pause in new[] { 5, 10, 20 })
        {
            while (!models.Gateway.Problems.ContainsKey("m"))
                await models.AskAsync();
            models.Time.Advance(TimeSpan.FromSeconds(pause - 0.1));
            Assert.Contains("m", models.Gateway.Problems.Keys);
            models.Time.Advance(TimeSpan.FromSeconds(0.1));
            Assert.Empty(models.Gateway.Problems);
        }

        Assert.Equal(5, server.Requests.Count);     // three, and then one each time
    }

    [Fact]
    public async Task Ask_AnswerAfterFailures_CountsThemNoMore()
    {
        await using var server = await ModelServer.StartAsync(
            ModelReply.Error(500), ModelReply.Error(500), ModelReply.Text("x"), ModelReply.Error(500), ModelReply.Error(500), ModelReply.Text("x"));
        await using var models = TestModels.At(server, "openai");
        for (var i = 0; i < 6; i++)
        {
            await models.AskAsync();
            Assert.Empty(models.Gateway.Problems);
        }
    }

    [Fact]
    public async Task Start_AfterARestart_KnowsWhoWasOutAndWhoIsWellAgain()
    {
        await using var refusing = await ModelServer.StartAsync(ModelReply.Error(401), ModelReply.Text("accepted"));
        await using var first = TestModels.At(refusing, "openai");
        await first.AskAsync();
        Assert.StartsWith("quarantined", first.Gateway.Problems["m"], StringComparison.Ordinal);

        await using var second = TestModels.At(refusing, "openai", ("Models:LedgerFolder", first.Folder));
        Assert.StartsWith("quarantined", second.Gateway.Problems["m"], StringComparison.Ordinal);
        Assert.IsType<Answered>(await second.AskAsync());

        await using var third = TestModels.At(refusing, "openai", ("Models:LedgerFolder", first.Folder));
        Assert.Empty(third.Gateway.Problems);
    }

    [Fact]
    public async Task Due_ModelThatNobodyAsked_IsProbedAfterItsTimeAndOnlyWhenAskedFor()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("x"));
        await using var silent = TestModels.At(server, "openai");
        await using var watched = TestModels.At(server, "openai", ("ProbeSeconds", "300"));
        foreach (var models in new[] { silent, watched })
        {
            Assert.Empty(await models.Gateway.DueAsync(CancellationToken.None));
            models.Time.Advance(TimeSpan.FromSeconds(299));
        }

        Assert.Empty(await watched.Gateway.DueAsync(CancellationToken.None));
        foreach (var models in new[] { silent, watched })
            models.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(await silent.Gateway.DueAsync(CancellationToken.None));
        Assert.Equal("probe", (await watched.Gateway.DueAsync(CancellationToken.None))["m"]);
        await watched.AskAsync();
        Assert.Empty(await watched.Gateway.DueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Plan_ExactModelThatIsOut_IsStillThatModel()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Error(401));
        await using var models = TestModels.At(server, "openai", ("Fallback", "extractive"));
        await models.AskAsync();
        var planner = models.Services.GetRequiredService<CallPlanner>();
        var request = new ModelPlanRequest(100, new ModelAsker("a") { Run = "r" });

        Assert.Equal("extractive", planner.Plan(request).Model);
        var plan = planner.Plan(request with { Exact = true });
        Assert.Equal(("m", false), (plan.Model, plan.HasFallback));
    }
}
