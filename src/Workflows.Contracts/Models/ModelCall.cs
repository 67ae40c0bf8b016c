namespace Workflows.Contracts.Models;

/// <summary>One question to one model. It is an activity's input, so it is what a run's history keeps of the question.</summary>
/// <param name="SystemText">The instructions; empty for none.</param>
/// <param name="UserText">The question and the material it is about; may be empty only when <see cref="Turns"/> is not.</param>
public sealed record ModelCall(string SystemText, string UserText)
{
    /// <summary>Name of a configured model; null asks the default model.</summary>
    public string? Model { get; init; }

    /// <summary>The form the answer must have; null when free text is wanted.</summary>
    public AnswerSchema? Schema { get; init; }

    /// <summary>Most tokens the answer may have; null, or more than the model's own limit, means the model's limit.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>
    /// Sampling temperature, 0 to 2, with Anthropic 0 to 1; null leaves the provider's default, which some models insist on.
    /// </summary>
    public double? Temperature { get; init; }

    /// <summary>The conversation after <see cref="UserText"/>, oldest first. Its last turn is not the assistant's.</summary>
    public IReadOnlyList<ModelTurn> Turns { get; init; } = [];

    /// <summary>The tools the model may ask for; empty for none.</summary>
    public IReadOnlyList<ModelTool> Tools { get; init; } = [];

    /// <summary>
    /// Name of the stream that pieces of the answer are written to while it comes; null when nobody watches. The answer as a whole is
    /// the call's result all the same.
    /// </summary>
    public string? Stream { get; init; }

    /// <summary>What is read and put before the first turn when the model is asked; null for nothing.</summary>
    public ModelMaterial? Material { get; init; }

    /// <summary>Whether only <see cref="Model"/> will do: no fallback takes over, whatever its health. For measurements.</summary>
    public bool Exact { get; init; }

    /// <summary>Lets the model be chosen; null asks <see cref="Model"/>.</summary>
    public ModelPolicy? Policy { get; init; }

    /// <summary>
    /// Id of the call in the cost ledger; null for a call that is made once. A call with an id is never made twice: executed again after a crash it
    /// is answered from the ledger, or is <see cref="Interrupted"/>.
    /// </summary>
    public string? CallId { get; init; }

    /// <summary>On whose behalf; null when the ledger need not know.</summary>
    public ModelAsker? Who { get; init; }
}
