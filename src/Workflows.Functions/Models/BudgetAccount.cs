using Workflows.Contracts.Models;

namespace Workflows.Functions.Models;

/// <summary>
/// State of a <see cref="ModelBudget"/>. A call is let through when its worst case fits beside all that is open, or when nothing is open and
/// the budget is not used up yet. So it is overspent by no more than one call, and a small budget is still of use.
/// </summary>
public sealed record BudgetAccount
{
    /// <summary>What settled calls used.</summary>
    public BudgetAmount Used { get; init; } = BudgetAmount.None;

    /// <summary>What people added to the limits.</summary>
    public BudgetAmount Extra { get; init; } = BudgetAmount.None;

    /// <summary>Calls in flight and their worst cases.</summary>
    public IReadOnlyDictionary<string, OpenReservation> Open { get; init; } = new Dictionary<string, OpenReservation>(StringComparer.Ordinal);

    internal (BudgetAccount Next, BudgetReply Reply) Reserve(BudgetRequest request)
    {
        if (Open.ContainsKey(request.Call))
            return (this, new BudgetReply(BudgetVerdict.Granted, Used));

        // The run behind an overdue reservation was ended by force; what its call used is not known, so it counts in full.
        var overdue = Open.Values.Where(open => open.Until < request.Until - OpenReservation.Patience).Aggregate(Used, (sum, open) => sum.Plus(open.Worst));
        var inFlight = Open.Values.Where(open => open.Until >= request.Until - OpenReservation.Patience).ToList();
        var all = inFlight.Aggregate(overdue, (sum, open) => sum.Plus(open.Worst));
        if (IsUsedUp(request.Limit, overdue))
            return (this, new BudgetReply(BudgetVerdict.Crossed, overdue));
        if (inFlight.Count > 0 && !Fits(request.Limit, all.Plus(request.Worst)))
            return (this, new BudgetReply(BudgetVerdict.Wait, overdue));
        var open = new Dictionary<string, OpenReservation>(Open, StringComparer.Ordinal)
        {
            [request.Call] = new(request.Worst, request.Until),
        };
        return (this with { Open = open }, new BudgetReply(BudgetVerdict.Granted, overdue));
    }

    internal BudgetAccount Settle(BudgetSettlement settlement)
    {
        var open = new Dictionary<string, OpenReservation>(Open, StringComparer.Ordinal);
        open.Remove(settlement.Call);
        return this with { Open = open, Used = Used.Plus(settlement.Used) };
    }

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
    internal static readonly TimeSpan Patience = TimeSpan.FromHours(12);
}
