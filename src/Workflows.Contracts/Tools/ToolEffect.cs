using System.Text.Json.Serialization;

namespace Workflows.Contracts.Tools;

/// <summary>What a tool does to the world. It decides who may let a call pass.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ToolEffect>))]
public enum ToolEffect
{
    /// <summary>Nobody vouches for what it does: needs approval.</summary>
    Unknown,

    /// <summary>Changes nothing: allowed.</summary>
    ReadOnly,

    /// <summary>Adds or changes something that can be put right: needs approval unless the settings allow the tool by name.</summary>
    Write,

    /// <summary>Deletes, overwrites, sends or pays: always needs approval.</summary>
    Destructive,
}
