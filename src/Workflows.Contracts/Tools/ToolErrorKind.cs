using System.Text.Json.Serialization;

namespace Workflows.Contracts.Tools;

/// <summary>Why a call gave no result. The names go into histories and are never changed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ToolErrorKind>))]
public enum ToolErrorKind
{
    /// <summary>There was no error.</summary>
    None,

    /// <summary>No tool of that name is offered. Another name may help.</summary>
    UnknownTool,

    /// <summary>The arguments are no JSON, do not fit the schema, are too large, or the tool cannot work with them. Other arguments help.</summary>
    InvalidArguments,

    /// <summary>A person must allow it first; see <see cref="ToolOutcome.Approval"/>.</summary>
    NeedsApproval,

    /// <summary>A rule forbids it: a path outside the allowed roots, a host that is not on the list, a bad or used approval token.</summary>
    Denied,

    /// <summary>No result within the tool's time limit.</summary>
    TimedOut,

    /// <summary>The service behind the tool asked for fewer calls.</summary>
    Throttled,

    /// <summary>The service behind the tool cannot be reached, is down or crashed. Later may help.</summary>
    Unavailable,

    /// <summary>The tool failed so often that it is left alone for a while; it was not called.</summary>
    CircuitOpen,

    /// <summary>The tool may only run in a sandbox and this machine has none; it was not called.</summary>
    NoSandbox,

    /// <summary>The sandbox ended it: memory, time, processes or output beyond the limit.</summary>
    SandboxLimit,

    /// <summary>
    /// The process died while the call ran, and whether the tool did its work is not known. It was not called again: look before asking again.
    /// </summary>
    Interrupted,

    /// <summary>The tool ran and says that it failed.</summary>
    Failed,
}
