using Workflows.Contracts.Models;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Agents;

/// <summary>What an agent's model calls came to.</summary>
internal sealed class AgentTally
{
    private readonly SortedDictionary<string, ModelUse> models = new(StringComparer.Ordinal);

    public ModelUsage Usage { get; private set; } = ModelUsage.None;

    /// <summary>The model that was asked last.</summary>
    public string Model { get; private set; } = "";

    /// <summary>The last call's failure; null when it was answered.</summary>
    public ModelFailure? Failure { get; private set; }

    public IReadOnlyList<ModelUse> Models => [.. models.Values];

    /// <summary>Takes in the end of one question, and every call that it took.</summary>
    public void Add(ModelOutcome outcome, IEnumerable<ModelOutcome> calls)
    {
        Usage = Usage.Plus(outcome.Usage);
        Model = outcome.Model;
        Failure = outcome as ModelFailure;
        foreach (var call in calls)
        {
            var use = models.GetValueOrDefault(call.Model) ?? new ModelUse(call.Model, 0, 0, 0, 0, 0);
            models[call.Model] = use with
            {
                Calls = use.Calls + 1,
                Failed = use.Failed + (call is Answered ? 0 : 1),
                InputTokens = use.InputTokens + call.Usage.InputTokens,
                OutputTokens = use.OutputTokens + call.Usage.OutputTokens,
                CostUsd = use.CostUsd + call.Usage.CostUsd,
            };
        }
    }

    /// <summary>The kind of a failure, in the word that histories have for it.</summary>
    public static string KindOf(ModelFailure? failure) => failure switch
    {
        null => "",
        Throttled => "throttled",
        Unauthorized => "unauthorized",
        TimedOut => "timedOut",
        Unavailable => "unavailable",
        Refused => "refused",
        Malformed => "malformed",
        OverBudget => "overBudget",
        Interrupted => "interrupted",
        _ => "invalidRequest",
    };
}
