using Runtime.Engine.History;

namespace Runtime.Engine.Store;

/// <summary>An event on its way from one run to another.</summary>
/// <param name="Number">Unique in the hub; later messages of a sender have greater numbers.</param>
/// <param name="Target">The run it goes to.</param>
/// <param name="ForExecution">The execution it is meant for; 0 for whichever is there.</param>
/// <param name="Event">What is received.</param>
public sealed record Message(long Number, string Target, long ForExecution, HistoryEvent Event);

/// <summary>A run and when it needs the engine.</summary>
/// <param name="At">UTC ticks; 0 means at once.</param>
/// <param name="Number">The run's number.</param>
/// <param name="InstanceId">The run.</param>
public readonly record struct Wake(long At, long Number, string InstanceId);
