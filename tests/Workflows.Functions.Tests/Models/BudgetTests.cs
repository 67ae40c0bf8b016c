using Microsoft.DurableTask.Client;
using Models.TestServer;
using Workflows.Activities.Models.Costs;
using Workflows.Contracts.Models;

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
    public async Task Ask_UsedUpAndAsking_GoesOnWhenAPersonAllowsMore()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("A lamp."));
        await using var host = await ModelApp.StartAsync(
            server, ("Budgets:b:Per", "all"), ("Budgets:b:Calls", "1"), ("Budgets:b:OnCrossing", "ask"));
        Assert.IsType<Answered>(await host.AskAsync(Question));

        var id = await host.ScheduleAsync(Question);
        await host.AdvanceAsync(TimeSpan.FromMinutes(30));
        Assert.Single(server.Requests);
        await host.Client.RaiseEventAsync(id, "budget:b", new BudgetDecision(true, new BudgetAmount(0, 0, 1, 0)));

        Assert.IsType<Answered>(await host.EndAsync(id));
    }

    [Fact]
    public async Task Ask_UsedUpAndNobodyAnswers_StopsAfterADay()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("A lamp."));
        await using var host = await ModelApp.StartAsync(
            server, ("Budgets:b:Per", "all"), ("Budgets:b:Calls", "1"), ("Budgets:b:OnCrossing", "ask"));
        await host.AskAsync(Question);

        Assert.IsType<OverBudget>(await host.AskAsync(Question));
    }

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
