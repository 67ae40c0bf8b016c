using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Workflows.Contracts.Models;

namespace Workflows.Functions.Models;

/// <summary>How it ended to ask a call's budgets.</summary>
internal abstract record BudgetStep
{
    /// <summary>All of them let the call through.</summary>
    public sealed record Go : BudgetStep;

    /// <summary>One is used up.</summary>
    public sealed record Stop(BudgetLimit Limit, string Why) : BudgetStep;

    /// <summary>One is used up and says to ask a cheaper model.</summary>
    public sealed record Degrade(BudgetLimit Limit) : BudgetStep;
}

/// <summary>Reserves and settles on behalf of one call. Deterministic.</summary>
internal sealed class BudgetDesk(TaskOrchestrationContext context)
{
    private const int WaitsMax = 60;        // half an hour in all; whatever is in flight for longer does not end any more

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PersonMax = TimeSpan.FromDays(1);
    private readonly HashSet<string> soft = new(StringComparer.Ordinal);

    /// <summary>Asks all budgets of a plan at once; what one granted is given back when another did not.</summary>
    public async Task<BudgetStep> ReserveAsync(ModelPlan plan, string call)
    {
        for (var waits = 0; ; waits++)
        {
            var limits = plan.Budgets.Where(limit => !soft.Contains(limit.Name)).ToList();
            var until = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero).AddSeconds(plan.Worst.Seconds);
            var replies = await Task.WhenAll(limits.Select(limit => context.Entities.CallEntityAsync<BudgetReply>(
                Account(limit), nameof(ModelBudget.Reserve), new BudgetRequest(call, limit, plan.Worst, until))));
            if (replies.All(reply => reply.Verdict == BudgetVerdict.Granted))
                return new BudgetStep.Go();

            for (var i = 0; i < limits.Count; i++)
            {
                if (replies[i].Verdict == BudgetVerdict.Granted)
                    await SettleAsync(limits[i], call, BudgetAmount.None);
            }

            var crossed = limits.Where((_, i) => replies[i].Verdict == BudgetVerdict.Crossed).OrderBy(limit => limit.OnCrossing).FirstOrDefault();
            if (crossed is null && waits < WaitsMax)
                await context.CreateTimer(Sooner(waits), CancellationToken.None);
            else if (crossed is null)
                return new BudgetStep.Stop(limits[0], "other calls that it waits for do not end");
            else if (await CrossAsync(crossed) is { } step)
                return step;
        }
    }

    /// <summary>Tells every budget of the plan what the call used; the ones that hold nothing back any more go on counting.</summary>
    public async Task SettleAsync(ModelPlan plan, string call, BudgetAmount used)
    {
        foreach (var limit in plan.Budgets)
            await SettleAsync(limit, call, used);
    }

    /// <summary>Null when a person allowed more.</summary>
    private async Task<BudgetStep?> CrossAsync(BudgetLimit limit)
    {
        switch (limit.OnCrossing)
        {
            case BudgetCrossing.Degrade:
                soft.Add(limit.Name);
                return new BudgetStep.Degrade(limit);
            case BudgetCrossing.Ask when await AskPersonAsync(limit) is { Approved: true, More: { } more }:
                await context.Entities.SignalEntityAsync(Account(limit), nameof(ModelBudget.Raise), more);
                return null;
            case BudgetCrossing.Ask:
                return new BudgetStep.Stop(limit, "nobody allowed more");
            default:
                return new BudgetStep.Stop(limit, "it is used up");
        }
    }

    private async Task<BudgetDecision> AskPersonAsync(BudgetLimit limit)
    {
        try
        {
            return await context.WaitForExternalEvent<BudgetDecision>($"budget:{limit.Name}", PersonMax);
        }
        catch (TaskCanceledException)
        {
            return new BudgetDecision(Approved: false);
        }
    }

    private Task SettleAsync(BudgetLimit limit, string call, BudgetAmount used) =>
        context.Entities.SignalEntityAsync(Account(limit), nameof(ModelBudget.Settle), new BudgetSettlement(call, used));

    private static TimeSpan Sooner(int waits) =>
        TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, TimeSpan.TicksPerSecond << Math.Min(waits, 6)));

    private static EntityInstanceId Account(BudgetLimit limit) => new(nameof(ModelBudget), limit.Key);
}
