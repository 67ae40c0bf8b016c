namespace Workflows.Contracts.Models;

/// <summary>What happens when a budget is used up. The numbers are in stored histories.</summary>
public enum BudgetCrossing
{
    /// <summary>The call is not made; its caller gets <see cref="OverBudget"/>.</summary>
    Stop = 0,

    /// <summary>A cheaper model is asked instead; the budget goes on counting and holds that model back no more.</summary>
    Degrade = 1,

    /// <summary>A person is asked for more; without an answer by the deadline the call is not made.</summary>
    Ask = 2,
}

/// <summary>One budget that a call counts under.</summary>
/// <param name="Name">Its configured name.</param>
/// <param name="Key">Key of the account it is kept in: the name, whom it is kept for, and the day when it is a day's.</param>
/// <param name="OnCrossing">What happens when it is used up.</param>
public sealed record BudgetLimit(string Name, string Key, BudgetCrossing OnCrossing)
{
    /// <summary>Most US dollars; null for no limit.</summary>
    public decimal? Usd { get; init; }

    /// <summary>Most tokens; null for no limit.</summary>
    public long? Tokens { get; init; }

    /// <summary>Most calls; null for no limit.</summary>
    public int? Calls { get; init; }

    /// <summary>Most seconds that models work; null for no limit.</summary>
    public double? Seconds { get; init; }

    /// <summary>The model to degrade to; null unless <see cref="BudgetCrossing.Degrade"/>.</summary>
    public string? CheaperModel { get; init; }

    /// <summary>Who is asked; empty for anybody. Used with <see cref="BudgetCrossing.Ask"/> only.</summary>
    public string Assignee { get; init; } = "";

    /// <summary>Seconds until the question counts as rejected.</summary>
    public int DeadlineSeconds { get; init; } = 86_400;
}
