using Microsoft.DurableTask.Client;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <summary>Whether a start may replace a run that has the same id.</summary>
/// <param name="Blocking">Statuses of the old run that forbid it; null forbids it while the old run has not finished.</param>
/// <param name="IdIsFresh">The id was just generated: no need to look for an old run.</param>
internal sealed record StartRule(IReadOnlyCollection<OrchestrationRuntimeStatus>? Blocking, bool IdIsFresh)
{
    /// <summary>A sub-orchestration: an unfinished run of the same id is in the way.</summary>
    public static readonly StartRule Child = new(null, IdIsFresh: false);

    public bool Forbids(OrchestrationRuntimeStatus old) => Blocking is null ? !RunRow.IsFinal(old) : Blocking.Contains(old);
}
