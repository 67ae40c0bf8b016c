namespace Workflows.Contracts.Models;

/// <summary>Asks a budget's account to let a call through.</summary>
/// <param name="Call">Id of the call.</param>
/// <param name="Limit">The limits as they are configured now.</param>
/// <param name="Worst">The most the call can use.</param>
/// <param name="Until">When the call is over at the latest; what is open then counts as used until it is settled.</param>
public sealed record BudgetRequest(string Call, BudgetLimit Limit, BudgetAmount Worst, DateTimeOffset Until)
{
    /// <summary>The orchestration that asks.</summary>
    public string Instance { get; init; } = "";
}

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
public sealed record BudgetReply(BudgetVerdict Verdict, BudgetAmount Used)
{
    /// <summary>With <see cref="BudgetVerdict.Wait"/>, the orchestrations whose calls are waited for; at most 100.</summary>
    public IReadOnlyList<string> Holders { get; init; } = [];
}

/// <summary>Tells an account what a call used; nothing when it was not made.</summary>
/// <param name="Call">Id of the call.</param>
/// <param name="Used">What it used.</param>
public sealed record BudgetSettlement(string Call, BudgetAmount Used);

/// <summary>Asks an account that is used up to ask a person. All calls that wait at an account share one question.</summary>
/// <param name="Call">Id of the call.</param>
/// <param name="Instance">The orchestration that waits; the event <see cref="EventOf"/> tells it the answer.</param>
/// <param name="Request">What it asked the account for.</param>
/// <param name="Who">On whose behalf.</param>
public sealed record BudgetAsk(string Call, string Instance, BudgetRequest Request, ModelAsker Who)
{
    /// <summary>Name of the event that carries the answer: true when more was allowed.</summary>
    /// <param name="call">Id of the call.</param>
    public static string EventOf(string call) => $"budget-{call}";
}

/// <summary>What became of a <see cref="BudgetAsk"/>.</summary>
/// <param name="Asked">False when the account is not used up any more, so nobody needs to be asked.</param>
public sealed record BudgetAsked(bool Asked);

/// <summary>Input of the orchestration <c>AskBudget</c>, which asks the person.</summary>
/// <param name="Id">Names the question.</param>
/// <param name="Limit">The budget.</param>
/// <param name="Used">What was used so far.</param>
/// <param name="Extra">What people added before.</param>
/// <param name="Worst">The most that the call which asked first can use.</param>
/// <param name="Who">On whose behalf it is made.</param>
public sealed record BudgetQuestion(string Id, BudgetLimit Limit, BudgetAmount Used, BudgetAmount Extra, BudgetAmount Worst, ModelAsker Who);

/// <summary>What a person decided, as the account takes it in.</summary>
/// <param name="Question">Id of the question.</param>
/// <param name="More">What is added to the limits of this account, for good; null for nothing.</param>
public sealed record BudgetDecision(string Question, BudgetAmount? More);

/// <summary>A call that waits for a person's answer.</summary>
/// <param name="Instance">The orchestration that waits.</param>
/// <param name="Call">Id of the call.</param>
public sealed record BudgetWaiter(string Instance, string Call);
