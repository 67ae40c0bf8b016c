using Workflows.Contracts.Models;

namespace Workflows.Functions.Models;

/// <summary>
/// State of a <see cref="ModelBudget"/>. A call is let through when its worst case fits beside all that is open, or when nothing is open and
/// the budget is not used up yet. So it is overspent by no more than one call, and a small budget is still of use.
/// </summary>
public sealed record BudgetAccount
{
    private const int HoldersMax = 100;

    /// <summary>What settled calls used.</summary>
    public BudgetAmount Used { get; init; } = BudgetAmount.None;

    /// <summary>What people added to the limits.</summary>
    public BudgetAmount Extra { get; init; } = BudgetAmount.None;

    /// <summary>Calls in flight and their worst cases.</summary>
    public IReadOnlyDictionary<string, OpenReservation> Open { get; init; } = new Dictionary<string, OpenReservation>(StringComparer.Ordinal);

    /// <summary>The question that a person is asked; null when nobody is.</summary>
    public OpenQuestion? Question { get; init; }

    internal (BudgetAccount Next, BudgetReply Reply) Reserve(BudgetRequest request)
    {
        if (Open.ContainsKey(request.Call))
            return (this, new BudgetReply(BudgetVerdict.Granted, Used));

        var used = UsedBy(request);
        var inFlight = Open.Values.Where(open => !open.IsLost(request)).ToList();
        var all = inFlight.Aggregate(used, (sum, open) => sum.Plus(open.Worst));
        if (IsUsedUp(request.Limit, used))
            return (this, new BudgetReply(BudgetVerdict.Crossed, used));
        if (inFlight.Count > 0 && !Fits(request.Limit, all.Plus(request.Worst)))
        {
            var holders = inFlight.Select(open => open.Instance).Distinct(StringComparer.Ordinal).Take(HoldersMax);
            return (this, new BudgetReply(BudgetVerdict.Wait, used) { Holders = [.. holders] });
        }

        var open = new Dictionary<string, OpenReservation>(Open, StringComparer.Ordinal)
        {
            [request.Call] = new(request.Worst, request.Until) { Instance = request.Instance },
        };
        return (this with { Open = open }, new BudgetReply(BudgetVerdict.Granted, used));
    }

    internal BudgetAccount Settle(BudgetSettlement settlement)
    {
        var open = new Dictionary<string, OpenReservation>(Open, StringComparer.Ordinal);
        open.Remove(settlement.Call);
        return this with { Open = open, Used = Used.Plus(settlement.Used) };
    }

    /// <summary>Counts what runs have set aside that were ended by force: nobody will say what their calls used.</summary>
    internal BudgetAccount Release(IReadOnlyCollection<string> ended)
    {
        var lost = Open.Where(open => ended.Contains(open.Value.Instance)).ToDictionary(StringComparer.Ordinal);
        return lost.Count == 0 ? this : this with
        {
            Open = Open.Where(open => !lost.ContainsKey(open.Key)).ToDictionary(StringComparer.Ordinal),
            Used = lost.Values.Aggregate(Used, (sum, open) => sum.Plus(open.Worst)),
        };
    }

    /// <summary>Lets a call wait for the question, and opens it when there is none. It is asked no more once the account has something left.</summary>
    internal (BudgetAccount Next, BudgetAsked Reply, BudgetQuestion? Opened) Ask(BudgetAsk ask)
    {
        var used = UsedBy(ask.Request);
        if (!IsUsedUp(ask.Request.Limit, used))
            return (this, new BudgetAsked(false), null);
        var waiter = new BudgetWaiter(ask.Instance, ask.Call);
        if (Question is { } asked)
            return (this with { Question = asked with { Waiters = [.. asked.Waiters, waiter] } }, new BudgetAsked(true), null);
        var question = new BudgetQuestion($"budget-{ask.Call}", ask.Request.Limit, used, Extra, ask.Request.Worst, ask.Who);
        return (this with { Question = new OpenQuestion(question.Id, [waiter]) }, new BudgetAsked(true), question);
    }

    /// <summary>Takes in an answer.</summary>
    /// <returns>The account, and who waited for it.</returns>
    internal (BudgetAccount Next, IReadOnlyList<BudgetWaiter> Waiters) Decide(BudgetDecision decision)
    {
        if (Question is not { } asked || asked.Id != decision.Question)
            return (this, []);
        return (this with { Question = null, Extra = decision.More is { } more ? Extra.Plus(more) : Extra }, asked.Waiters);
    }

    // The run behind an overdue reservation was ended by force; what its call used is not known, so it counts in full.
    private BudgetAmount UsedBy(BudgetRequest request) =>
        Open.Values.Where(open => open.IsLost(request)).Aggregate(Used, (sum, open) => sum.Plus(open.Worst));

    private bool IsUsedUp(BudgetLimit limit, BudgetAmount used) => used.Usd >= limit.Usd + Extra.Usd
        || used.Tokens >= limit.Tokens + Extra.Tokens || used.Calls >= limit.Calls + Extra.Calls || used.Seconds >= limit.Seconds + Extra.Seconds;

    private bool Fits(BudgetLimit limit, BudgetAmount wanted) => !(wanted.Usd > limit.Usd + Extra.Usd
        || wanted.Tokens > limit.Tokens + Extra.Tokens || wanted.Calls > limit.Calls + Extra.Calls || wanted.Seconds > limit.Seconds + Extra.Seconds);
}

/// <summary>What is set aside for a call in flight.</summary>
/// <param name="Worst">The most it can use.</param>
/// <param name="Until">When it is over at the latest.</param>
public sealed record OpenReservation(BudgetAmount Worst, DateTimeOffset Until)
{
    /// <summary>How much later than its end a call may be settled before it counts as lost: a host that is down for a night comes back.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(12);

    /// <summary>The orchestration that asks; empty where that was not noted.</summary>
    public string Instance { get; init; } = "";

    internal bool IsLost(BudgetRequest request) => Until < request.Until - Patience;
}

/// <summary>A question that a person is asked on behalf of all calls that wait at the account.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Waiters">The calls.</param>
public sealed record OpenQuestion(string Id, IReadOnlyList<BudgetWaiter> Waiters);
