using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Models.TestServer;
using Workflows.Activities.Models;
using Workflows.Contracts.Models;
using Workflows.Functions.Models;

namespace Workflows.Functions.Tests.Models;

/// <summary>Injected failures recover by themselves: the question is answered, and the durable recovery shows what it did.</summary>
public sealed class RecoveryTests
{
    private static readonly ModelCall Question = new("", "What is it?");

    public static readonly TheoryData<string> Failures =
        ["429", "500", "503", "529", "408", "cut off", "garbage", "html", "empty", "silent"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Ask_OneFailure_RecoversByItself(string kind)
    {
        await using var server = await ModelServer.StartAsync(Failing(kind), ModelReply.Text("A lamp."));
        await using var host = await ModelApp.StartAsync(server, ("Models:Named:m:TimeoutSeconds", kind == "silent" ? "1" : "60"));

        Assert.Equal("A lamp.", Assert.IsType<Answered>(await host.AskAsync(Question)).Text);
    }

    public static readonly TheoryData<ModelOutcome> SoftFailures = new()
    {
        new Throttled("m", TimeSpan.FromSeconds(2)), new Throttled("m", null), new Unavailable("m"), new TimedOut("m"), new Malformed("m"),
    };

    [Theory]
    [MemberData(nameof(SoftFailures))]
    public void Next_FirstSoftFailure_GoesOnInUnderFiveSeconds(ModelOutcome failure)
    {
        var step = ModelRetry.Next(failure, new ModelAttempts());

        Assert.True(step is ModelRetryStep.Repair or ModelRetryStep.Wait { Delay.TotalSeconds: < 5 }, step.ToString());
    }

    [Fact]
    public async Task Ask_ModelIsDownAndHasAFallback_IsAnsweredByTheFallbackAtOnce()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Error(500));
        await using var other = await ModelServer.StartAsync(ModelReply.Text("From the other."));
        await using var host = await ModelApp.StartAsync(server, [("Models:Named:m:Fallback", "n"), .. ModelApp.Named("n", other)]);

        Assert.Equal("n", Assert.IsType<Answered>(await host.AskAsync(Question)).Model);
    }

    [Fact]
    public async Task Recover_ServerComesBack_EndsWithItsStepsVisible()
    {
        await using var server = await ModelServer.StartAsync(
            ModelReply.CutOff(), ModelReply.CutOff(), ModelReply.CutOff(), ModelReply.Error(503), ModelReply.Text("ok"));
        await using var host = await ModelApp.StartAsync(server);

        await host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Recover", new RecoveryRequest("m", "cutOff"), new Microsoft.DurableTask.StartOrchestrationOptions("recover-m"));

        var report = await host.EndAsync<RecoveryReport>("recover-m");
        Assert.True(report.Recovered);
        Assert.Equal(["restarted the client", "waited", "waited", "waited", "it answers"], report.Steps);
    }

    [Fact]
    public async Task Recover_RejectedKey_IsQuarantinedAndComesBackWhenTheKeyIsAccepted()
    {
        var accepted = false;
        await using var server = await ModelServer.StartAsync(_ => Volatile.Read(ref accepted) ? ModelReply.Text("A lamp.") : ModelReply.Error(401));
        await using var other = await ModelServer.StartAsync(ModelReply.Text("From the other."));
        await using var host = await ModelApp.StartAsync(server, [("Models:Named:m:Fallback", "n"), .. ModelApp.Named("n", other)]);

        Assert.Equal("n", (await host.AskAsync(Question)).Model);
        Assert.Equal("n", (await host.AskAsync(Question)).Model);
        Assert.False((await host.EndAsync<RecoveryReport>("recover-m")).Recovered);
        Assert.Contains("m", host.Services.GetRequiredService<ModelGateway>().Problems.Keys);

        Volatile.Write(ref accepted, true);
        var outcome = await host.AskAsync(Question);
        for (var minute = 0; minute < 20 && outcome.Model != "m"; minute++)
        {
            await host.AdvanceAsync(TimeSpan.FromMinutes(1));       // the watch probes it
            outcome = await host.AskAsync(Question);
        }

        Assert.Equal("m", outcome.Model);
    }

    [Fact]
    public async Task Recover_UnreachableServer_EndsInQuarantine()
    {
        var server = await ModelServer.StartAsync(ModelReply.Text("never"));
        await using var host = await ModelApp.StartAsync(server);
        await server.DisposeAsync();

        await host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Recover", new RecoveryRequest("m", "unreachable"), new Microsoft.DurableTask.StartOrchestrationOptions("by-hand"));

        var report = await host.EndAsync<RecoveryReport>("by-hand");
        Assert.False(report.Recovered);
        Assert.Equal("quarantined", report.Steps[^1]);
    }

    private static ModelReply Failing(string kind) => kind switch
    {
        "429" => ModelReply.Throttled(2),
        "cut off" => ModelReply.CutOff(),
        "garbage" => ModelReply.Garbage(),
        "html" => new ModelReply((context, _) => Replies.Html()(context)),
        "empty" => ModelReply.Text(""),
        "silent" => ModelReply.Silence(),
        _ => ModelReply.Error(int.Parse(kind)),
    };
}
