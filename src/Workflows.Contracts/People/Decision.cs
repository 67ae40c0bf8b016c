using System.Text.Json.Serialization;

namespace Workflows.Contracts.People;

/// <summary>What a person decided. The names are in stored histories and never change.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verb>))]
public enum Verb
{
    /// <summary>The call may be made.</summary>
    Approve,

    /// <summary>The call may not be made, or the question is not answered.</summary>
    Reject,

    /// <summary>The question's answer.</summary>
    Answer,

    /// <summary>Somebody else shall decide.</summary>
    Delegate,
}

/// <summary>A decision on an inbox item, as it travels to the run that waits.</summary>
/// <param name="Verb">What was decided.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When, UTC.</param>
public sealed record Decision(Verb Verb, string By, DateTime At)
{
    /// <summary>For an approval, the hash of the call that the person saw; another hash is not that call and is ignored.</summary>
    public string? Hash { get; init; }

    /// <summary>The answer, or the reason; for a delegation the person who shall decide.</summary>
    public string Text { get; init; } = "";
}
