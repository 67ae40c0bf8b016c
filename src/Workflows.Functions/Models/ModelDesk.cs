using Microsoft.DurableTask;
using Workflows.Contracts;
using Workflows.Contracts.Models;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Models;

/// <summary>
/// How orchestrators ask models. It chooses the model, reserves and settles budgets, waits, repairs, turns to other models and gives up on
/// behalf of its caller; every step is recorded in history. Deterministic.
/// </summary>
public static class ModelDesk
{
    /// <summary>Asks until there is an answer or asking again would not help.</summary>
    /// <param name="context">The orchestration that asks.</param>
    /// <param name="call">The question; the model is the one it names, or the one chosen by its policy, or the default.</param>
    /// <param name="who">On whose behalf.</param>
    /// <returns>
    /// The last call's outcome, with the tokens and the cost of all calls that it took. A <see cref="ModelFailure"/> is final: the waits
    /// and the repair have been tried.
    /// </returns>
    public static Task<ModelOutcome> AskAsync(TaskOrchestrationContext context, ModelCall call, ModelAsker who)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(who);
        return Begin(context, call, who, new ModelAttempts()).RunAsync();
    }

    internal static ModelAsking Begin(TaskOrchestrationContext context, ModelCall call, ModelAsker who, ModelAttempts attempts) =>
        new(context, call, who with { Run = who.Run ?? context.InstanceId }, attempts);

    /// <summary>Tells how good an answer was, so that calls with a policy choose better from now on.</summary>
    /// <param name="context">The orchestration that judges.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="who">On whose behalf it was asked for.</param>
    /// <param name="quality">0 for useless to 1 for as good as can be.</param>
    public static Task GradeAsync(TaskOrchestrationContext context, ModelOutcome answer, ModelAsker who, double quality)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(who);
        return context.CallAsync(Steps.GradeModel, new ModelGrade(answer.Model, who.Task ?? who.Agent, quality));
    }
}
