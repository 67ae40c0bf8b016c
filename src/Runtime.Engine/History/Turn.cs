namespace Runtime.Engine.History;

/// <summary>
/// One turn of an execution: what it received, then what it decided in answer. A history is a list of turns, and a turn is stored as one chunk.
/// </summary>
/// <param name="At">When the turn ran. The orchestrator's clock shows this time during the whole turn.</param>
/// <param name="Received">Events in the order they were applied.</param>
/// <param name="Decided">Decisions in the order the code took them.</param>
public sealed record Turn(DateTime At, IReadOnlyList<HistoryEvent> Received, IReadOnlyList<HistoryEvent> Decided);
