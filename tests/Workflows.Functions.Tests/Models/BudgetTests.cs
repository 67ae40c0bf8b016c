using Microsoft.DurableTask.Client;
using Models.TestServer;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Activities.Models.Costs;
using Workflows.Activities.People;
using Workflows.Contracts.Models;
using Workflows.Contracts.People;
using Workflows.Functions.Entities;
using Workflows.Functions.Models;
using Workflows.Testing;

namespace Workflows.Functions.Tests.Models;

/// <summary>Budgets hold calls back before they are made, and never by more than one call in flight too late. 0.0006 USD a call here.</summary>
public sealed class BudgetTests
{
    private static readonly ModelCall Question = new("", "What is it?") { MaxOutputTokens = 30 };

    [Fact]
    public async Task Ask_BudgetOfThreeCalls_StopsTheFourthBeforeItIsMade()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("A lamp."));
        await using var host = await ModelApp.StartAsync(server, ("Budgets:all:Per", "all"), ("Budgets:all:Calls", "3"));

        for (var i = 0; i < 3; i++)
            Assert.IsType<Answered>(await host.AskAsync(Question));
        var stopped = Assert.IsType<OverBudget>(await host.AskAsync(Question));

        Assert.Equal("all", stopped.Budget);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Ask_WhileTheProviderWantsToBeLeftAlone_CountsOnlyWhatWasAsked()
    {
        await using var server = await ModelServer.StartAsync(
            ModelReply.Text("A lamp.").With("x-ratelimit-remaining-requests", "0").With("x-ratelimit-reset-requests", "60s"));
        await using var host = await ModelApp.StartAsync(server, ("Budgets:all:Per", "all"), ("Budgets:all:Calls", "2"));

        Assert.IsType<Answered>(await host.AskAsync(Question));
        var before = host.Clock.GetUtcNow();
        Assert.IsType<Answered>(await host.AskAsync(Question));
        Assert.InRange(host.Clock.GetUtcNow() - before, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(3));      // it was held back
        Assert.IsType<OverBudget>(await host.AskAsync(Question));

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Ask_ManyAtOnce_OverspendByNoMoreThanOneCall()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("A lamp."));
        await using var host = await ModelApp.StartAsync(server, ("Budgets:all:Per", "all"), ("Budgets:all:Usd", "0.0030"));

        var outcomes = await host.AskManyAsync(Question, 12);

        var spent = outcomes.Sum(outcome => outcome.Usage.CostUsd ?? 0);
        Assert.InRange(spent, 0.0030m, 0.0036m);
        Assert.Equal(spent, Assert.Single(CostReport.Read(host.LedgerFolder(), "all")).Usd);
        Assert.Equal(12 - server.Requests.Count, outcomes.OfType<OverBudget>().Count());
    }

    [Fact]
    public async Task Ask_BudgetsOfRuns_AreKeptApart()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("A lamp."));
        await using var host = await ModelApp.StartAsync(server, ("Budgets:each:Per", "run"), ("Budgets:each:Calls", "1"));

        Assert.IsType<Answered>(await host.AskAsync(Question));
        Assert.IsType<Answered>(await host.AskAsync(Question));
    }

    [Fact]
    public async Task Ask_DailyBudget_OpensAgainTheNextDay()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("A lamp."));
        await using var host = await ModelApp.StartAsync(
            server, ("Budgets:d:Per", "agent"), ("Budgets:d:For", "tester"), ("Budgets:d:Period", "day"), ("Budgets:d:Calls", "1"));

        Assert.IsType<Answered>(await host.AskAsync(Question));
        Assert.IsType<OverBudget>(await host.AskAsync(Question));
        Assert.IsType<Answered>(await host.AskAsync(Question, "another"));
        await host.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.IsType<Answered>(await host.AskAsync(Question));
    }

    [Fact]
    public async Task Ask_UsedUpAndDegrading_AsksTheCheaperModel()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("A lamp."));
        await using var host = await ModelApp.StartAsync(
            server, ("Budgets:b:Per", "all"), ("Budgets:b:Usd", "0.0006"), ("Budgets:b:OnCrossing", "degrade"), ("Budgets:b:CheaperModel", "extractive"));

        Assert.Equal("m", (await host.AskAsync(Question)).Model);
        Assert.Equal("extractive", (await host.AskAsync(Question)).Model);
    }

    [Fact]
    public async Task Ask_UsedUpAndAsking_IsOneItemForAllThatWaitAndGoesOnWhenItIsApproved()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("A lamp."));
        await using var host = await AskingAsync(server);

        var waiting = new[] { await host.ScheduleAsync(Question), await host.ScheduleAsync(Question) };
        await host.AdvanceAsync(TimeSpan.FromMinutes(30));
        var item = Assert.Single(await InboxReader.ReadAsync(host.Client, default));
        Assert.Single(server.Requests);
        Assert.Equal((InboxKind.Budget, "tester", "ann", "reject"), (item.Kind, item.Agent, item.Assignee, item.Default));
        Assert.Contains("1 of 1 calls", item.Text, StringComparison.Ordinal);
        Assert.Contains("Approve to add 1 call", item.Text, StringComparison.Ordinal);

        await DecideAsync(host, item, Verb.Answer, "calls=0");
        await DecideAsync(host, item, Verb.Answer, "calls=2");
        foreach (var run in waiting)
            Assert.IsType<Answered>(await host.EndAsync(run));
        Assert.Empty(await InboxReader.ReadAsync(host.Client, default));
        Assert.Equal(["asked", "ignored", "answered"], Audit(host, item.Root).Select(entry => entry.What));
        var account = await AccountAsync(host, "b:all");
        Assert.Equal((3, 2, 0, null), (account.Used.Calls, account.Extra.Calls, account.Open.Count, account.Question));
    }

    [Fact]
    public async Task Ask_UsedUpAndApproved_AddsTheLimitOnceMore()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("A lamp."));
        await using var host = await AskingAsync(server);

        var run = await host.ScheduleAsync(Question);
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        await DecideAsync(host, Assert.Single(await InboxReader.ReadAsync(host.Client, default)), Verb.Approve, "");

        Assert.IsType<Answered>(await host.EndAsync(run));
        Assert.Equal(1, (await AccountAsync(host, "b:all")).Extra.Calls);
    }

    [Fact]
    public async Task Ask_UsedUpAndRejected_Stops()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("A lamp."));
        await using var host = await AskingAsync(server);

        var run = await host.ScheduleAsync(Question);
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        await DecideAsync(host, Assert.Single(await InboxReader.ReadAsync(host.Client, default)), Verb.Reject, "Enough.");

        Assert.Equal("b", Assert.IsType<OverBudget>(await host.EndAsync(run)).Budget);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Ask_UsedUpAndNobodyAnswers_StopsAtTheDeadline()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("A lamp."));
        await using var host = await AskingAsync(server, ("Budgets:b:DeadlineSeconds", "90"));

        var run = await host.ScheduleAsync(Question);
        await host.AdvanceAsync(TimeSpan.FromSeconds(80));
        Assert.Single(await InboxReader.ReadAsync(host.Client, default));
        await host.AdvanceAsync(TimeSpan.FromSeconds(20));

        Assert.IsType<OverBudget>(await host.EndAsync(run));
        Assert.Equal(["asked", "expired"], Audit(host, run).Select(entry => entry.What));
        Assert.Empty(await InboxReader.ReadAsync(host.Client, default));
    }

    [Fact]
    public async Task Ask_ThatBreaksOff_CountsItsTokensAtTheirWorst()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.CutOff(), ModelReply.Text("A lamp."));
        await using var host = await ModelApp.StartAsync(server, ("Budgets:b:Per", "all"), ("Budgets:b:Tokens", "100000"));

        Assert.IsType<Answered>(await host.AskAsync(Question));

        var account = await AccountAsync(host, "b:all");
        Assert.Equal(2, account.Used.Calls);
        Assert.InRange(account.Used.Tokens, 150 + 230, 150 + 400);      // what the answered one used, and 30 out and over 200 in
        Assert.Empty(account.Open);
    }

    [Fact]
    public async Task Ask_BesideARunThatWasTerminatedInItsCall_GoesOnSoonAndCountsTheLostCall()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Silence(), ModelReply.Text("A lamp."));
        await using var host = await ModelApp.StartAsync(server, ("Budgets:b:Per", "all"), ("Budgets:b:Usd", "0.0012"));
        var lost = await host.ScheduleAsync(Question);
        await server.ArrivalAsync();
        await host.Client.TerminateInstanceAsync(lost);

        var run = await host.ScheduleAsync(Question);
        for (var seconds = 0; seconds < 20; seconds += 2)
            await host.AdvanceAsync(TimeSpan.FromSeconds(2));

        Assert.IsType<Answered>(await host.EndAsync(run));
        var account = await AccountAsync(host, "b:all");
        Assert.Equal((2, 0), (account.Used.Calls, account.Open.Count));
        Assert.InRange(account.Used.Usd, 0.0006m + 0.0007m, 0.0006m + 0.0012m);
    }

    [Theory]
    [InlineData("usd=5", 5.0, 0)]
    [InlineData("CALLS=10, usd=0.25", 0.25, 10)]
    [InlineData("", null, 0)]
    [InlineData("lots", null, 0)]
    [InlineData("usd=-1", null, 0)]
    [InlineData("usd=0", null, 0)]
    [InlineData("usd=5 colour=red", null, 0)]
    public void Parse_OfAnAmount_TakesWhatItNamesOrNothing(string text, double? usd, int calls)
    {
        var amount = BudgetWords.Parse(text);

        Assert.Equal(usd is null ? null : new BudgetAmount((decimal)usd, 0, calls, 0), amount);
    }

    private static async Task<FunctionsTestHost> AskingAsync(ModelServer server, params (string Name, string Value)[] more)
    {
        var host = await ModelApp.StartAsync(server,
            [("Budgets:b:Per", "all"), ("Budgets:b:Calls", "1"), ("Budgets:b:OnCrossing", "ask"), ("Budgets:b:Assignee", "ann"), .. more]);
        Assert.IsType<Answered>(await host.AskAsync(Question));
        return host;
    }

    private static async Task DecideAsync(FunctionsTestHost host, InboxItem item, Verb verb, string text)
    {
        var decision = new Decision(verb, "ann", DateTime.UnixEpoch) { Text = text };
        await host.Client.RaiseEventAsync(item.Run, InboxItem.EventOf(item.Id), decision);
        await host.RunToIdleAsync();
    }

    private static IReadOnlyList<AuditEntry> Audit(FunctionsTestHost host, string run) => host.Services.GetRequiredService<AuditLog>().Read(run);

    private static async Task<BudgetAccount> AccountAsync(FunctionsTestHost host, string key) =>
        (await host.Client.Entities.GetEntityAsync<BudgetAccount>(new EntityInstanceId(nameof(ModelBudget), key)))!.State;

    [Fact]
    public async Task Start_WrongBudgets_NamesEveryError()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("never"));

        var error = await Assert.ThrowsAnyAsync<Exception>(() => ModelApp.StartAsync(
            server, ("Budgets:a:Calls", "0"), ("Budgets:b:Per", "moon"), ("Budgets:c:OnCrossing", "degrade"), ("Budgets:d:Colour", "red")));

        Assert.All(["Budgets:a:Per", "Budgets:a:Calls", "Budgets:b:Per", "Budgets:c:CheaperModel", "Budgets:d:Colour"],
            name => Assert.Contains(name, error.ToString(), StringComparison.Ordinal));
    }
}
