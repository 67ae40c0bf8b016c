using Runtime.Engine.History;

namespace Runtime.Engine.Store;

/// <summary>What came of an activity, noted before the turn that takes it in is stored.</summary>
/// <param name="Number">The note's number, to forget it by; above 0.</param>
/// <param name="Run">The run's number.</param>
/// <param name="Execution">The execution that called the activity.</param>
/// <param name="Outcome">The activity's answer.</param>
public sealed record OutcomeNote(long Number, long Run, long Execution, HistoryEvent Outcome);
