namespace Workflows.Contracts.Review;

/// <summary>How a model call for an agent ended.</summary>
public enum AgentOutcome
{
    /// <summary>There is a reply that follows the schema.</summary>
    Answered = 0,

    /// <summary>The provider asks to wait.</summary>
    Throttled = 1,

    /// <summary>No answer in time.</summary>
    TimedOut = 2,

    /// <summary>The provider could not be reached or failed.</summary>
    Unavailable = 3,

    /// <summary>An answer that does not follow the schema.</summary>
    Malformed = 4,

    /// <summary>The key is missing, wrong or not allowed to use the model.</summary>
    Unauthorized = 5,

    /// <summary>The model or its provider declined to answer.</summary>
    Refused = 6,

    /// <summary>The request cannot succeed as it is: unknown model, wrong address, prompt too long.</summary>
    Invalid = 7,
}

/// <summary>The result of one model call for an agent. A failed call is a value too, so it is stored and never repeated by a
/// restart.</summary>
/// <param name="Outcome">How it ended.</param>
public sealed record AgentResult(AgentOutcome Outcome)
{
    /// <summary>The reply when <see cref="AgentOutcome.Answered"/>, otherwise null.</summary>
    public AgentReply? Reply { get; init; }

    /// <summary>What went wrong, in one sentence; empty when answered.</summary>
    public string Problem { get; init; } = "";

    /// <summary>What a person can do about it; empty when answered or unknown.</summary>
    public string Cure { get; init; } = "";

    /// <summary>How long the provider asks to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The model that was asked, for example <c>openai/gpt-5-mini</c> or <c>extractive</c>.</summary>
    public string Model { get; init; } = "";

    /// <summary>Tokens in the prompt.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens in the answer.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Cost in US dollars; null when the model has no configured price.</summary>
    public decimal? CostUsd { get; init; }
}
