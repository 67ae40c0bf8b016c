namespace Workflows.Contracts.Models;

/// <summary>What a call used up.</summary>
/// <param name="InputTokens">Tokens of the question, as the provider counted them; zero when it did not say.</param>
/// <param name="OutputTokens">Tokens of the answer, as the provider counted them; zero when it did not say.</param>
/// <param name="CostUsd">
/// US dollars at the configured prices; zero for the built-in model. Null means unknown: the model has no prices, or the provider
/// counted no tokens.
/// </param>
public sealed record ModelUsage(long InputTokens, long OutputTokens, decimal? CostUsd)
{
    /// <summary>Nothing used: the call did not reach a model, or failed before it answered.</summary>
    public static ModelUsage None { get; } = new(0, 0, 0m);

    /// <summary>Of the input tokens, those the provider took from its cache.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Both together; the cost is unknown when one of the two is.</summary>
    /// <param name="other">What another call used.</param>
    public ModelUsage Plus(ModelUsage other) =>
        new(InputTokens + other.InputTokens, OutputTokens + other.OutputTokens, CostUsd + other.CostUsd)
        {
            CachedInputTokens = CachedInputTokens + other.CachedInputTokens,
        };
}
