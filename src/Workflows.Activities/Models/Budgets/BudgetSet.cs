using Workflows.Contracts.Models;

namespace Workflows.Activities.Models.Budgets;

/// <summary>All budgets of this process: the immutable snapshot of the section <c>Budgets</c>.</summary>
internal sealed record BudgetSet(IReadOnlyList<Budget> All)
{
    /// <summary>The accounts that a call of this asker counts under.</summary>
    public IReadOnlyList<BudgetLimit> For(ModelAsker who, DateTimeOffset now) =>
        [.. All.Where(budget => budget.For is null || budget.For == SubjectOf(budget.Per, who)).Select(budget => Limit(budget, who, now))];

    private static BudgetLimit Limit(Budget budget, ModelAsker who, DateTimeOffset now)
    {
        var subject = SubjectOf(budget.Per, who);
        var day = budget.Daily ? ":" + Costs.CostLedger.DayOf(now) : "";
        return new BudgetLimit(budget.Name, $"{budget.Name}:{subject}{day}", budget.OnCrossing)
        {
            Usd = budget.Usd,
            Tokens = budget.Tokens,
            Calls = budget.Calls,
            Seconds = budget.Seconds,
            CheaperModel = budget.CheaperModel,
            Assignee = budget.Assignee,
            DeadlineSeconds = budget.DeadlineSeconds,
        };
    }

    private static string SubjectOf(BudgetScope scope, ModelAsker who) => scope switch
    {
        BudgetScope.Run => who.Run ?? "",
        BudgetScope.Agent => who.Agent,
        BudgetScope.Tenant => who.Tenant ?? "",
        _ => "all",
    };
}
