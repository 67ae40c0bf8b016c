using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The addresses to watch and steer one instance with. An address that is not offered is null and left out of the JSON.</summary>
public class HttpManagementPayload
{
    /// <summary>Id of the instance.</summary>
    [JsonInclude, JsonPropertyName("id")]
    public string? Id { get; internal set; }

    /// <summary>GET: the state of the instance.</summary>
    [JsonInclude, JsonPropertyName("statusQueryGetUri"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StatusQueryGetUri { get; internal set; }

    /// <summary>POST: sends an event; <c>{eventName}</c> is to be replaced.</summary>
    [JsonInclude, JsonPropertyName("sendEventPostUri"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SendEventPostUri { get; internal set; }

    /// <summary>POST: terminates; <c>{text}</c> is to be replaced.</summary>
    [JsonInclude, JsonPropertyName("terminatePostUri"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TerminatePostUri { get; internal set; }

    /// <summary>POST: takes a failed instance back to before its failures.</summary>
    [JsonInclude, JsonPropertyName("rewindPostUri"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RewindPostUri { get; internal set; }

    /// <summary>DELETE: removes the finished instance.</summary>
    [JsonInclude, JsonPropertyName("purgeHistoryDeleteUri"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PurgeHistoryDeleteUri { get; internal set; }

    /// <summary>POST: runs the instance again.</summary>
    [JsonInclude, JsonPropertyName("restartPostUri"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RestartPostUri { get; internal set; }

    /// <summary>POST: suspends; <c>{text}</c> is to be replaced.</summary>
    [JsonInclude, JsonPropertyName("suspendPostUri"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SuspendPostUri { get; internal set; }

    /// <summary>POST: resumes; <c>{text}</c> is to be replaced.</summary>
    [JsonInclude, JsonPropertyName("resumePostUri"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ResumePostUri { get; internal set; }
}
