using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Models.LocalServer;
using Workflows.Activities.Models;
using Workflows.Contracts.Models;
using Workflows.Functions.Models;
using Workflows.Functions.Orchestrators;
using Workflows.Testing;

namespace Workflows.Functions.Tests.Models;

/// <summary>A model's server on this machine fails, as a process: the question is answered all the same, and the recovery shows what it did.</summary>
public sealed class LocalRecoveryTests
{
    private static readonly (string, string) StartLimit = ("Service:StartSeconds", "3600");     // virtual time runs many times as fast as a process starts

    [Fact]
    public async Task Ask_ServerCrashes_IsStartedAgainAndTheQuestionAnswered()
    {
        using var place = new LocalServerPlace("m");
        await using var host = await StartAsync(place);
        var question = new ModelCall("", "Hello");
        Assert.IsType<Answered>(await host.AskAsync(question));
        System.Diagnostics.Process.GetProcessById(place.Starts[0]).Kill();
        await LocalServerPlace.EndAsync(place.Starts[0]);

        var answer = Assert.IsType<Answered>(await host.AskAsync(question));

        Assert.Equal(2, place.Starts.Count);
        Assert.Equal($"m answers from {place.Starts[1]}.", answer.Text);
    }

    [Fact]
    public async Task Ask_ServerHangs_IsStartedAgainByTheRecovery()
    {
        using var place = new LocalServerPlace("m");
        await using var host = await StartAsync(place, ("Models:Named:m:TimeoutSeconds", "3"));

        var gateway = host.Services.GetRequiredService<ModelGateway>();
        Assert.IsType<TimedOut>(await gateway.AskAsync(new ModelCall("", "HANG"), CancellationToken.None));      // outside a run, which would ask it again

        Assert.IsType<Answered>(await host.AskAsync(new ModelCall("", "Hello")));
        var report = await host.EndAsync<RecoveryReport>("recover-m");

        Assert.True(report.Recovered);
        Assert.Contains("restarted the service", report.Steps);
        Assert.Equal(2, place.Starts.Count);
    }

    [Fact]
    public async Task Ask_QuestionThatHangsItsServerEachTime_EndsItselfAndTakesTheModelFromNobody()
    {
        using var place = new LocalServerPlace("m");
        await using var host = await StartAsync(place, ("Models:Named:m:TimeoutSeconds", "3"));

        var outcome = await host.AskAsync(new ModelCall("", "HANG"));
        var report = await host.EndAsync<RecoveryReport>("recover-m");

        Assert.True(outcome is TimedOut or Unavailable, outcome.ToString());
        Assert.True(report.Recovered, string.Join(", ", report.Steps));
        Assert.Empty(host.Services.GetRequiredService<ModelGateway>().Problems);
        Assert.InRange(place.Diary.Lines.Count(line => line == "hang"), 2, 1 + ModelRetry.TroubleMax);
        Assert.IsType<Answered>(await host.AskAsync(new ModelCall("", "Hello")));
    }

    [Fact]
    public void Next_ServerThatHangsAgainAfterItsRestart_IsRestartedAgainWithAWaitBetween()
    {
        var hangs = new ModelProbe(false, "timeout", "") { IsLocalService = true };
        var done = new List<string>();
        while (RecoverySteps.Next(hangs, done) is not RecoveryStep.GiveUp)
            done.Add(RecoverySteps.Next(hangs, done).Name);

        const string restart = "restarted the service";
        Assert.Equal(["restarted the client", restart, "waited", restart, "waited", restart, "waited", "waited"], done.Take(8));
        Assert.DoesNotContain(restart, done.Skip(8));
        Assert.Equal(RecoverySteps.StepsMax, done.Count);
    }

    [Fact]
    public async Task Ask_ModelIsNotInstalled_IsFetchedAndTheQuestionAnswered()
    {
        using var place = new LocalServerPlace();
        await using var host = await StartAsync(place);

        Assert.IsType<Answered>(await host.AskAsync(new ModelCall("", "Hello")));

        Assert.Contains("fetched the model", (await host.EndAsync<RecoveryReport>("recover-m")).Steps);
        Assert.Equal(["m"], place.Diary.Installed);
    }

    [Fact]
    public async Task Ask_ServerDoesNotStart_IsQuarantinedWithItsLastWords()
    {
        using var place = new LocalServerPlace("m");
        await using var host = await StartAsync(place, "--fails 3");

        var failure = Assert.IsType<Unavailable>(await host.AskAsync(new ModelCall("", "Hello")));
        var report = await host.EndAsync<RecoveryReport>("recover-m");

        Assert.Contains("out of memory on device 0", failure.Message, StringComparison.Ordinal);
        Assert.False(report.Recovered);
        Assert.Equal(["restarted the client", "restarted the service"], report.Steps.Take(2));
        Assert.Equal("quarantined", report.Steps[^1]);
        Assert.Contains("m", host.Services.GetRequiredService<ModelGateway>().Problems.Keys);
    }

    [Fact]
    public async Task Watch_IdleServerThatHangs_IsFoundWithoutAQuestion()
    {
        using var place = new LocalServerPlace("m");
        await using var host = await StartAsync(place, ("Models:Named:m:TimeoutSeconds", "3"));
        var gateway = host.Services.GetRequiredService<ModelGateway>();
        await gateway.AskAsync(new ModelCall("", "Hello"), CancellationToken.None);
        Assert.Empty(await gateway.DueAsync(CancellationToken.None));
        await gateway.AskAsync(new ModelCall("", "HANG"), CancellationToken.None);

        Assert.Equal(["m"], (await gateway.DueAsync(CancellationToken.None)).Keys);
    }

    private static Task<FunctionsTestHost> StartAsync(LocalServerPlace place, params (string Name, string Value)[] more) => StartAsync(place, "", more);

    private static Task<FunctionsTestHost> StartAsync(LocalServerPlace place, string how, params (string Name, string Value)[] more) =>
        ModelApp.StartAsync([("Models:Default", "m"), .. place.Settings("m", how, StartLimit).Select(setting => (setting.Key, setting.Value!)), .. more]);
}
