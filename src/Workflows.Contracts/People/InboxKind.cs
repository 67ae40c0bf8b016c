using System.Text.Json.Serialization;

namespace Workflows.Contracts.People;

/// <summary>What a person is asked. The names are in stored histories and never change.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InboxKind>))]
public enum InboxKind
{
    /// <summary>To allow one tool call with exactly these arguments.</summary>
    Approval,

    /// <summary>To answer a question.</summary>
    Question,

    /// <summary>To let a budget go beyond its limit.</summary>
    Budget,
}
