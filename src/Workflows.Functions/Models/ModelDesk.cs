using Microsoft.DurableTask;
using Workflows.Contracts;
using Workflows.Contracts.Models;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Models;

/// <summary>
/// How orchestrators ask models. It waits, repairs and gives up on behalf of its caller; every call and every wait is recorded in history.
/// Deterministic.
/// </summary>
public static class ModelDesk
{
    // A model's failure is a result, so an exception means that the activity itself broke: once more, then it is told as a defect.
    private static readonly TaskOptions Twice = TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromSeconds(1)));

    /// <summary>Asks until there is an answer or asking again would not help.</summary>
    /// <param name="context">The orchestration that asks.</param>
    /// <param name="call">The question; the model is the one it names, or the default.</param>
    /// <param name="who">On whose behalf.</param>
    /// <returns>
    /// The last call's outcome, with the tokens and the cost of all calls that it took. A <see cref="ModelFailure"/> is final: the waits
    /// and the repair have been tried.
    /// </returns>
    public static async Task<ModelOutcome> AskAsync(TaskOrchestrationContext context, ModelCall call, ModelAsker who)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(who);
        var attempts = new ModelAttempts();
        var used = ModelUsage.None;
        while (true)
        {
            var outcome = await CallAsync(context, call);
            used = used.Plus(outcome.Usage);
            switch (ModelRetry.Next(outcome, attempts))
            {
                case ModelRetryStep.Wait wait:
                    attempts = wait.Attempts;
                    await context.CreateTimer(wait.Delay, CancellationToken.None);
                    break;
                case ModelRetryStep.Repair repair:
                    attempts = repair.Attempts;
                    call = Repaired(call, repair.Of);
                    break;
                default:
                    return outcome with { Usage = used };
            }
        }
    }

    private static async Task<ModelOutcome> CallAsync(TaskOrchestrationContext context, ModelCall call)
    {
        try
        {
            return (await context.CallAsync(Steps.AskModel, call, Twice)).Outcome;
        }
        catch (TaskFailedException failure)
        {
            return new InvalidRequest($"The call broke: {failure.FailureDetails.ErrorMessage} This is a defect: please report it with the run's id.")
            {
                Model = call.Model ?? "",
            };
        }
    }

    /// <summary>The same question, with what came back and what was wrong with it.</summary>
    private static ModelCall Repaired(ModelCall call, Malformed answer)
    {
        var turns = new List<ModelTurn>(call.Turns);
        if (answer.Excerpt is { Length: > 0 } excerpt && !string.IsNullOrWhiteSpace(call.UserText))
            turns.Add(new ModelTurn(TurnRole.Assistant, excerpt));
        turns.Add(ModelTurn.User($"Your answer could not be used: {answer.Message} Answer again, exactly in the form asked for."));
        return call with { Turns = turns };
    }
}
