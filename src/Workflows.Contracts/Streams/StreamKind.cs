using System.Text.Json.Serialization;

namespace Workflows.Contracts.Streams;

/// <summary>What an entry of a run's stream tells. The names are in stored streams and never change.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreamKind>))]
public enum StreamKind
{
    /// <summary>Where the run stands.</summary>
    Status,

    /// <summary>An answer begins; the text is the model. What the same agent said before without an end is void.</summary>
    Begin,

    /// <summary>A piece of an answer.</summary>
    Text,

    /// <summary>An answer ended; the text is how.</summary>
    End,

    /// <summary>A tool is called; the text is its name and arguments.</summary>
    ToolCall,

    /// <summary>A tool call ended; the text is how.</summary>
    ToolResult,

    /// <summary>The stream reached its limit; nothing more is written.</summary>
    Full,
}
