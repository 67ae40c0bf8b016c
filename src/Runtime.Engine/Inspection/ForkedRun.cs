using Runtime.Engine.History;
using Runtime.Engine.Pumps;
using Runtime.Engine.Replay;

namespace Runtime.Engine.Inspection;

/// <summary>A fork ready to be stored: its kept history has been replayed, and fits the code.</summary>
/// <param name="Execution">The replayed execution.</param>
/// <param name="Scope">Its services.</param>
/// <param name="Kept">The kept turns as they will be stored.</param>
/// <param name="Received">What its first new turn receives.</param>
internal sealed record ForkedRun(OrchestrationExecution Execution, LazyScope Scope, IReadOnlyList<byte[]> Kept, IReadOnlyList<HistoryEvent> Received);
