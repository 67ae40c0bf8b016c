using Microsoft.DurableTask;
using Microsoft.DurableTask.Abstractions;
using Microsoft.DurableTask.Worker;
using static Microsoft.DurableTask.Worker.DurableTaskWorkerOptions;

namespace Runtime.Engine.Replay;

/// <summary>Whether this worker may run an orchestration of a version: the worker's match and failure strategies, as a pure decision.</summary>
internal sealed class VersionGate(VersioningOptions? versioning)
{
    /// <summary>Decides about a version.</summary>
    /// <param name="version">The run's version; empty when it has none.</param>
    /// <returns>What to do.</returns>
    public Admission Admit(string version)
    {
        if (versioning is null || versioning.MatchStrategy == VersionMatchStrategy.None)
            return Admission.Run;
        if (!Enum.IsDefined(versioning.MatchStrategy) || !Enum.IsDefined(versioning.FailureStrategy))
            return new Admission(FailureTypes.Of(FailureTypes.VersionError, $"The worker's versioning strategy is not known: match {versioning.MatchStrategy}, failure {versioning.FailureStrategy}."), null);

        var order = TaskOrchestrationVersioningUtils.CompareVersions(version, versioning.Version);
        var matches = versioning.MatchStrategy == VersionMatchStrategy.Strict ? order == 0 : order <= 0;
        if (matches)
            return Admission.Run;
        var reason = $"The run has version '{version}', the worker has version '{versioning.Version}' and takes {Describe(versioning.MatchStrategy)}.";
        return versioning.FailureStrategy == VersionFailureStrategy.Fail
            ? new Admission(FailureTypes.Of(FailureTypes.VersionMismatch, reason), null)
            : new Admission(null, reason);
    }

    private static string Describe(VersionMatchStrategy strategy) => strategy == VersionMatchStrategy.Strict ? "that version only" : "that version and older ones";
}

/// <summary>What a worker does with a run that is to begin.</summary>
/// <param name="Failure">It fails with this; null when it does not.</param>
/// <param name="HeldBecause">It waits for another worker, because of this; null when it does not.</param>
internal sealed record Admission(TaskFailureDetails? Failure, string? HeldBecause)
{
    public static readonly Admission Run = new(null, null);
}
