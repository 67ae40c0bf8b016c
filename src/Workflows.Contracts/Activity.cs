namespace Workflows.Contracts;

/// <summary>
/// A typed reference to an activity: the name it is registered under, and what goes in and comes out. Orchestrators call activities through
/// these and never see the class that implements them.
/// </summary>
/// <typeparam name="TInput">The activity's input; serialised as JSON into the run's history.</typeparam>
/// <typeparam name="TOutput">The activity's result; serialised as JSON into the run's history.</typeparam>
/// <param name="Name">The registered name, equal to the name in the activity's <c>[Function]</c> attribute.</param>
public sealed record Activity<TInput, TOutput>(string Name);
