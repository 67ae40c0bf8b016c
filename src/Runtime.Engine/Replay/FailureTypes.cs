using Microsoft.DurableTask;

namespace Runtime.Engine.Replay;

/// <summary>Error types that the engine itself reports; the names are Durable Task's.</summary>
internal static class FailureTypes
{
    public const string ActivityNotFound = "ActivityTaskNotFound";

    public const string OrchestratorNotFound = "OrchestratorTaskNotFound";

    public const string EntityNotFound = "EntityTaskNotFound";

    public const string VersionMismatch = "VersionMismatch";

    public const string VersionError = "VersionError";

    public const string Terminated = "Terminated";

    /// <summary>What a parent hears of a sub-orchestration that was ended from outside.</summary>
    public static TaskFailureDetails TerminatedChild(string id) => Of(Terminated, $"The sub-orchestration '{id}' was terminated.");

    public static TaskFailureDetails Of(string type, string message) => new(type, message, null, null, null);
}
