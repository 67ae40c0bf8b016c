using System.Text;
using Microsoft.DurableTask;
using Workflows.Contracts;
using Workflows.Contracts.Models;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Models;

/// <summary>One question on its way: plan, reserve, ask, settle, and again until there is an answer or none will come. Deterministic.</summary>
/// <param name="context">The orchestration that asks.</param>
/// <param name="call">The question.</param>
/// <param name="who">On whose behalf.</param>
/// <param name="attempts">What counts as tried already.</param>
internal sealed class ModelAsking(TaskOrchestrationContext context, ModelCall call, ModelAsker who, ModelAttempts attempts)
{
    private const int WaitsMax = 4;
    private const int HangsMax = 1;             // a question that hangs its server twice is to blame itself, and others wait meanwhile
    private const int LooksMax = 40;            // with the waits below twenty minutes; a recovery with three slow starts takes as long
    private const int LookSecondsMax = 30;

    // A model's failure is a result, so an exception means that the activity itself broke: once more, then it is told as a defect.
    private static readonly TaskOptions Twice = TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromSeconds(1)));
    private readonly BudgetDesk budgets = new(context, who);
    private readonly List<string> tried = [];
    private ModelCall call = call;
    private ModelAttempts attempts = attempts;
    private ModelUsage used = ModelUsage.None;
    private string? cheaper;
    private string? chosen;
    private int hangs;
    private int waits;
    private (ModelPlan Plan, string Call)? open;
    private bool isAsked;
    private bool isGivenUp;

    /// <summary>How each call ended, in order.</summary>
    public List<ModelOutcome> Calls { get; } = [];

    /// <summary>
    /// Nobody waits for the answer any more: what is set aside for the call in flight counts as used, because nobody will learn what it used.
    /// </summary>
    public async Task GiveUpAsync()
    {
        isGivenUp = true;
        budgets.GiveUp();
        if (open is { } mine)
            await budgets.SettleAsync(mine.Plan, mine.Call, isAsked ? mine.Plan.Worst : BudgetAmount.None);
    }

    public async Task<ModelOutcome> RunAsync()
    {
        while (true)
        {
            var plan = await context.CallAsync(Steps.PlanModelCall, Request(), Twice);
            if (plan.Model.Length == 0)
                return End(new InvalidRequest(plan.Reason));
            if (plan.Wait > TimeSpan.Zero && waits++ < WaitsMax)
            {
                await context.CreateTimer(ModelRetry.Bounded(plan.Wait), CancellationToken.None);
                continue;
            }

            var id = context.NewGuid().ToString("N");
            open = (plan, id);
            switch (isGivenUp ? new BudgetStep.GivenUp() : await budgets.ReserveAsync(plan, id))
            {
                case BudgetStep.GivenUp:
                    return End(new InvalidRequest("Nobody waits for the answer."));
                case BudgetStep.Stop stop:
                    return End(new OverBudget(
                        $"The budget {stop.Limit.Name} holds the call back: {stop.Why}. Raise it in Budgets:{stop.Limit.Name}, or ask for less.",
                        stop.Limit.Name));
                case BudgetStep.Degrade degrade:
                    cheaper = degrade.Limit.CheaperModel;
                    continue;
            }

            isAsked = true;
            var outcome = await CallAsync(plan, id);
            if (isGivenUp)
                return End(outcome);
            await budgets.SettleAsync(plan, id, Spent(plan, outcome));
            (open, isAsked, used) = (null, false, used.Plus(outcome.Usage));
            Calls.Add(outcome);
            if (await NextAsync(plan, outcome))
                return End(outcome);
        }
    }

    /// <summary>Prepares the next attempt; true when there is none.</summary>
    private async Task<bool> NextAsync(ModelPlan plan, ModelOutcome outcome)
    {
        chosen = outcome is Interrupted ? plan.Model : null;
        if (outcome is ModelFailure { Cause: { } cause } && cause != "rateLimit")
            await StartRecoveryAsync(new RecoveryRequest(plan.Model, cause));
        if (plan.HasFallback && ModelRetry.IsForAnother(outcome))
        {
            tried.Add(plan.Model);
            return false;
        }

        if (plan.IsLocalService && outcome is TimedOut && hangs++ >= HangsMax)
            return true;
        switch (ModelRetry.Next(outcome, attempts))
        {
            case ModelRetryStep.Wait wait:
                attempts = wait.Attempts;
                await context.CreateTimer(wait.Delay, CancellationToken.None);
                if (plan.IsLocalService && outcome is TimedOut or Unavailable { Cause: "cutOff" })
                    await WaitForRecoveryAsync(plan.Model);
                return false;
            case ModelRetryStep.Again again:
                attempts = again.Attempts;
                return false;
            case ModelRetryStep.Repair repair:
                attempts = repair.Attempts;
                call = Repaired(call, repair.Of);
                return false;
            default:
                return true;
        }
    }

    private async Task StartRecoveryAsync(RecoveryRequest request)
    {
        try
        {
            await context.CallAsync(Steps.StartRecovery, request, Twice);
        }
        catch (TaskFailedException)
        {
            // The question goes on without; the timer that watches models starts the recovery later.
        }
    }

    /// <summary>
    /// A server on this machine is asked this again only when its recovery has ended: if it is the question that hangs it, asking at once would hang
    /// it again before the recovery can see that it is well, and it would be taken from everyone.
    /// </summary>
    private async Task WaitForRecoveryAsync(string model)
    {
        for (var looks = 0; looks < LooksMax && !isGivenUp && await IsRecoveringAsync(model); looks++)
            await context.CreateTimer(TimeSpan.FromSeconds(Math.Min(LookSecondsMax, 2 << Math.Min(looks, 8))), CancellationToken.None);
    }

    private async Task<bool> IsRecoveringAsync(string model)
    {
        try
        {
            return await context.CallAsync(Steps.IsRecovering, model, Twice);
        }
        catch (TaskFailedException)
        {
            return false;
        }
    }

    private async Task<ModelOutcome> CallAsync(ModelPlan plan, string id)
    {
        try
        {
            return (await context.CallAsync(Steps.AskModel, call with { Model = plan.Model, Policy = null, CallId = id, Who = who }, Twice)).Outcome;
        }
        catch (TaskFailedException failure)
        {
            return new InvalidRequest($"The call broke: {failure.FailureDetails.ErrorMessage} This is a defect: please report it with the run's id.")
            {
                Model = plan.Model,
            };
        }
    }

    private ModelPlanRequest Request() => new(Bytes(), who)
    {
        Model = cheaper ?? call.Model,
        Policy = cheaper is null ? call.Policy : null,
        MaxOutputTokens = call.MaxOutputTokens,
        Material = call.Material?.Kind,
        Tools = call.Tools.Count > 0,
        Exact = call.Exact && cheaper is null,
        Chosen = chosen,
        Tried = [.. tried],
    };

    private long Bytes() => Encoding.UTF8.GetByteCount(call.SystemText) + Encoding.UTF8.GetByteCount(call.UserText)
        + Encoding.UTF8.GetByteCount(call.Schema?.Json ?? "")
        + call.Turns.Sum(turn => (long)Encoding.UTF8.GetByteCount(turn.Text)
            + turn.ToolRequests.Sum(request => Encoding.UTF8.GetByteCount(request.ArgumentsJson))
            + turn.ToolReplies.Sum(reply => Encoding.UTF8.GetByteCount(reply.Text)))
        + call.Tools.Sum(tool => Encoding.UTF8.GetByteCount(tool.Description) + Encoding.UTF8.GetByteCount(tool.ParametersJson));

    /// <summary>What nobody will ever know counts at its worst.</summary>
    private static BudgetAmount Spent(ModelPlan plan, ModelOutcome outcome)
    {
        if (!outcome.WasAsked)
            return BudgetAmount.None;
        var tokens = outcome.Usage.InputTokens + outcome.Usage.OutputTokens;
        var isLost = outcome is Interrupted { WasCutOff: true };
        return new BudgetAmount(
            outcome.Usage.CostUsd ?? plan.Worst.Usd,
            isLost || (tokens == 0 && outcome.Usage.CostUsd is null) ? plan.Worst.Tokens : tokens,
            1,
            isLost ? plan.Worst.Seconds : outcome.LatencyMs / 1000.0);
    }

    private ModelOutcome End(ModelOutcome outcome) => outcome with { Usage = used };

    /// <summary>The same question, with what came back and what was wrong with it.</summary>
    private static ModelCall Repaired(ModelCall call, Malformed answer)
    {
        var turns = new List<ModelTurn>(call.Turns);
        if (answer.Excerpt is { Length: > 0 } excerpt)
            turns.Add(new ModelTurn(TurnRole.Assistant, excerpt));
        turns.Add(ModelTurn.User($"Your answer could not be used: {answer.Message} Answer again, exactly in the form asked for."));
        return call with { Turns = turns };
    }
}
