using System.Text.Json.Serialization;

namespace Workflows.Contracts.Models;

/// <summary>
/// How a model call ended. A closed family: every end a caller must expect is one of these types, and providers' own errors do not pass
/// further than this. It goes into a run's history, so a discriminator, once released, keeps its name.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Answered), "answered")]
[JsonDerivedType(typeof(Throttled), "throttled")]
[JsonDerivedType(typeof(Unauthorized), "unauthorized")]
[JsonDerivedType(typeof(TimedOut), "timedOut")]
[JsonDerivedType(typeof(Unavailable), "unavailable")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(Malformed), "malformed")]
[JsonDerivedType(typeof(InvalidRequest), "invalidRequest")]
[JsonDerivedType(typeof(OverBudget), "overBudget")]
[JsonDerivedType(typeof(Interrupted), "interrupted")]
public abstract record ModelOutcome
{
    private protected ModelOutcome()
    {
    }

    /// <summary>Configured name of the model that was asked.</summary>
    public string Model { get; init; } = "";

    /// <summary>Tokens and cost. A failed call can have both: a refused or malformed answer is billed too.</summary>
    public ModelUsage Usage { get; init; } = ModelUsage.None;

    /// <summary>Milliseconds from sending the question to the end of the answer, without the wait for a free place.</summary>
    public long LatencyMs { get; init; }

    /// <summary>
    /// Milliseconds from sending the question to the first of the answer's text or its first wish for a tool; null when the answer was not streamed.
    /// </summary>
    public long? FirstTokenMs { get; init; }

    /// <summary>False while the provider wants to be left alone: nothing was sent, and nothing counts.</summary>
    public bool WasAsked { get; init; } = true;
}

/// <summary>The model answered as asked.</summary>
/// <param name="Text">
/// The answer; with a schema, the JSON alone, without fences or words around it. When the model asks for tools, whatever it said with
/// that, often nothing.
/// </param>
public sealed record Answered(string Text) : ModelOutcome
{
    /// <summary>
    /// Whether free text stops at the limit of output tokens, in mid-sentence. JSON that does is <see cref="Malformed"/>.
    /// </summary>
    public bool CutShort { get; init; }

    /// <summary>The model's name as the provider gave it, often with a version; null when it gave none.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>The tools the model asks for before it goes on, in its order; empty when the answer is final.</summary>
    public IReadOnlyList<ToolRequest> ToolRequests { get; init; } = [];
}

/// <summary>The call did not give an answer to work with.</summary>
/// <param name="Message">What went wrong and its cure, in one or two sentences; never holds a key.</param>
public abstract record ModelFailure(string Message) : ModelOutcome
{
    /// <summary>
    /// What failed, in one word for programs: unreachable, cutOff, serverError, overloaded, rateLimit, timeout, garbage, key, credit,
    /// missing; null when the provider is not to blame.
    /// </summary>
    public string? Cause { get; init; }
}

/// <summary>Too many requests or tokens in a short time. Asking again later helps.</summary>
/// <param name="Message"><inheritdoc cref="ModelFailure" path="/param[@name='Message']"/></param>
/// <param name="RetryAfter">How long the provider asked us to wait; null when it did not say.</param>
public sealed record Throttled(string Message, TimeSpan? RetryAfter) : ModelFailure(Message);

/// <summary>The key is wrong, lacks the right, or its account has no credit. Asking again does not help until a person acts.</summary>
/// <param name="Message"><inheritdoc cref="ModelFailure" path="/param[@name='Message']"/></param>
public sealed record Unauthorized(string Message) : ModelFailure(Message);

/// <summary>No whole answer within the model's time limit. Asking again may help, and may be billed twice.</summary>
/// <param name="Message"><inheritdoc cref="ModelFailure" path="/param[@name='Message']"/></param>
public sealed record TimedOut(string Message) : ModelFailure(Message);

/// <summary>The provider cannot be reached, is down or overloaded, or broke off in the middle. Asking again later may help.</summary>
/// <param name="Message"><inheritdoc cref="ModelFailure" path="/param[@name='Message']"/></param>
/// <param name="RetryAfter">How long the provider asked us to wait; null when it did not say.</param>
public sealed record Unavailable(string Message, TimeSpan? RetryAfter = null) : ModelFailure(Message);

/// <summary>The model or a content filter declined. The same question will be declined again; another model may answer.</summary>
/// <param name="Message"><inheritdoc cref="ModelFailure" path="/param[@name='Message']"/></param>
public sealed record Refused(string Message) : ModelFailure(Message);

/// <summary>
/// Something came back that is not an answer as asked: no text, not JSON, a required property missing. Asking again may help.
/// </summary>
/// <param name="Message"><inheritdoc cref="ModelFailure" path="/param[@name='Message']"/></param>
public sealed record Malformed(string Message) : ModelFailure(Message)
{
    /// <summary>Start of what came back, for a person to look at; null when nothing did.</summary>
    public string? Excerpt { get; init; }
}

/// <summary>
/// The question cannot be asked like this: unknown model, prompt too long, a parameter the provider rejects. Asking again does not
/// help.
/// </summary>
/// <param name="Message"><inheritdoc cref="ModelFailure" path="/param[@name='Message']"/></param>
public sealed record InvalidRequest(string Message) : ModelFailure(Message);

/// <summary>The call was not made, because a budget is used up. Asking again does not help until the budget is raised or its day ends.</summary>
/// <param name="Message"><inheritdoc cref="ModelFailure" path="/param[@name='Message']"/></param>
/// <param name="Budget">Name of the budget.</param>
public sealed record OverBudget(string Message, string Budget) : ModelFailure(Message);

/// <summary>
/// The process died while the call was under way, and nobody will know what came of it. It was not made again: whoever still wants the answer
/// asks with a new id, so that the new call is let through by its budgets like any other.
/// </summary>
/// <param name="Message"><inheritdoc cref="ModelFailure" path="/param[@name='Message']"/></param>
public sealed record Interrupted(string Message) : ModelFailure(Message)
{
    /// <summary>Whether it was cut off before it ended: then what it used is not known, and counts at its worst.</summary>
    public bool WasCutOff { get; init; }
}
