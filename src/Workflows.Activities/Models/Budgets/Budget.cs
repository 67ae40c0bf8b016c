namespace Workflows.Activities.Models.Budgets;

/// <summary>One budget, as a user configured it in the section <c>Budgets</c>.</summary>
internal sealed record Budget(string Name, BudgetScope Per)
{
    /// <summary>The agent or tenant it is for; null for each.</summary>
    public string? For { get; init; }

    /// <summary>Whether a new account is opened each day, by UTC.</summary>
    public bool Daily { get; init; }

    public decimal? Usd { get; init; }

    public long? Tokens { get; init; }

    public int? Calls { get; init; }

    public double? Seconds { get; init; }

    public Workflows.Contracts.Models.BudgetCrossing OnCrossing { get; init; }

    public string? CheaperModel { get; init; }

    public string Assignee { get; init; } = "";

    public int DeadlineSeconds { get; init; } = 86_400;
}

/// <summary>Whom a budget's accounts are kept for.</summary>
internal enum BudgetScope
{
    Run,
    Agent,
    Tenant,
    All,
}
