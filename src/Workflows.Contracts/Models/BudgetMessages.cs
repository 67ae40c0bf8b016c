namespace Workflows.Contracts.Models;

/// <summary>Asks a budget's account to let a call through.</summary>
/// <param name="Call">Id of the call.</param>
/// <param name="Limit">The limits as they are configured now.</param>
/// <param name="Worst">The most the call can use.</param>
/// <param name="Until">When the call is over at the latest; what is open then counts as used until it is settled.</param>
public sealed record BudgetRequest(string Call, BudgetLimit Limit, BudgetAmount Worst, DateTimeOffset Until);

/// <summary>What an account said. The numbers are in stored histories.</summary>
public enum BudgetVerdict
{
    /// <summary>The call may be made; its worst case is set aside.</summary>
    Granted = 0,

    /// <summary>It may fit once calls in flight are settled.</summary>
    Wait = 1,

    /// <summary>The budget is used up.</summary>
    Crossed = 2,
}

/// <summary>The account's answer to a <see cref="BudgetRequest"/>.</summary>
/// <param name="Verdict">Whether the call may be made.</param>
/// <param name="Used">What was used so far.</param>
public sealed record BudgetReply(BudgetVerdict Verdict, BudgetAmount Used);

/// <summary>Tells an account what a call used; nothing when it was not made.</summary>
/// <param name="Call">Id of the call.</param>
/// <param name="Used">What it used.</param>
public sealed record BudgetSettlement(string Call, BudgetAmount Used);

/// <summary>A person's answer to a run that asks for more: the event <c>budget:NAME</c> carries it.</summary>
/// <param name="Approved">False leaves the budget as it is.</param>
/// <param name="More">What is added to the limits of this account, for good.</param>
public sealed record BudgetDecision(bool Approved, BudgetAmount? More = null);
