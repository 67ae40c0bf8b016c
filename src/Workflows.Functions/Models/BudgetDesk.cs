using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Workflows.Contracts;
using Workflows.Contracts.Models;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Models;

/// <summary>How it ended to ask a call's budgets.</summary>
internal abstract record BudgetStep
{
    /// <summary>All of them let the call through.</summary>
    public sealed record Go : BudgetStep;

    /// <summary>One is used up.</summary>
    public sealed record Stop(BudgetLimit Limit, string Why) : BudgetStep;

    /// <summary>Nobody wants it any more.</summary>
    public sealed record GivenUp : BudgetStep;

    /// <summary>One is used up and says to ask a cheaper model.</summary>
    public sealed record Degrade(BudgetLimit Limit) : BudgetStep;
}

/// <summary>Reserves and settles on behalf of one call. Deterministic.</summary>
internal sealed class BudgetDesk(TaskOrchestrationContext context, ModelAsker who)
{
    private const int WaitsMax = 60;        // half an hour in all; whatever is in flight for longer does not end any more

    private static readonly TaskOptions Twice = TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromSeconds(1)));
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);      // the question itself ends by its deadline; this is for one that was ended by force
    private readonly HashSet<string> soft = new(StringComparer.Ordinal);
    private bool isGivenUp;

    /// <summary>From now on nothing is reserved any more.</summary>
    public void GiveUp() => isGivenUp = true;

    /// <summary>Asks all budgets of a plan at once; what one granted is given back when another did not.</summary>
    public async Task<BudgetStep> ReserveAsync(ModelPlan plan, string call)
    {
        for (var waits = 0; ; waits++)
        {
            if (isGivenUp)
                return new BudgetStep.GivenUp();
            var limits = plan.Budgets.Where(limit => !soft.Contains(limit.Name)).ToList();
            var until = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero).AddSeconds(plan.Worst.Seconds);
            var requests = limits.ConvertAll(limit => new BudgetRequest(call, limit, plan.Worst, until) { Instance = context.InstanceId });
            var replies = await Task.WhenAll(requests.Select(request =>
                context.Entities.CallEntityAsync<BudgetReply>(Account(request.Limit), nameof(ModelBudget.Reserve), request)));
            if (replies.All(reply => reply.Verdict == BudgetVerdict.Granted))
                return new BudgetStep.Go();

            for (var i = 0; i < limits.Count; i++)
            {
                if (replies[i].Verdict == BudgetVerdict.Granted)
                    await SettleAsync(limits[i], call, BudgetAmount.None);
            }

            var crossed = requests.Where((_, i) => replies[i].Verdict == BudgetVerdict.Crossed).OrderBy(request => request.Limit.OnCrossing).FirstOrDefault();
            if (crossed is null && waits < WaitsMax)
            {
                if (int.IsPow2(waits + 1) && waits > 0)
                    await ReleaseAsync(limits, replies);
                await context.CreateTimer(Sooner(waits), CancellationToken.None);
            }
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

    /// <summary>Whoever holds something for long may have been ended by force.</summary>
    private async Task ReleaseAsync(IReadOnlyList<BudgetLimit> limits, IReadOnlyList<BudgetReply> replies)
    {
        var holders = replies.SelectMany(reply => reply.Holders).Where(holder => holder.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (holders.Count == 0)
            return;
        var ended = await context.CallAsync(Steps.FindEndedRuns, holders, Twice);
        if (ended.Count == 0)
            return;
        foreach (var limit in limits)
            await context.Entities.SignalEntityAsync(Account(limit), nameof(ModelBudget.Release), ended);
    }

    /// <summary>Null when the account may be asked again.</summary>
    private async Task<BudgetStep?> CrossAsync(BudgetRequest request)
    {
        switch (request.Limit.OnCrossing)
        {
            case BudgetCrossing.Degrade:
                soft.Add(request.Limit.Name);
                return new BudgetStep.Degrade(request.Limit);
            case BudgetCrossing.Ask:
                return await AskPersonAsync(request) ? null : new BudgetStep.Stop(request.Limit, "nobody allowed more");
            default:
                return new BudgetStep.Stop(request.Limit, "it is used up");
        }
    }

    private async Task<bool> AskPersonAsync(BudgetRequest request)
    {
        var ask = new BudgetAsk(request.Call, context.InstanceId, request, who);
        if (!(await context.Entities.CallEntityAsync<BudgetAsked>(Account(request.Limit), nameof(ModelBudget.Ask), ask)).Asked)
            return true;
        try
        {
            var patience = TimeSpan.FromSeconds(request.Limit.DeadlineSeconds) + Slack;
            return await context.WaitForExternalEvent<bool>(BudgetAsk.EventOf(request.Call), patience);
        }
        catch (TaskCanceledException)
        {
            return false;
        }
    }

    private Task SettleAsync(BudgetLimit limit, string call, BudgetAmount used) =>
        context.Entities.SignalEntityAsync(Account(limit), nameof(ModelBudget.Settle), new BudgetSettlement(call, used));

    private static TimeSpan Sooner(int waits) =>
        TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, TimeSpan.TicksPerSecond << Math.Min(waits, 6)));

    private static EntityInstanceId Account(BudgetLimit limit) => new(nameof(ModelBudget), limit.Key);
}
