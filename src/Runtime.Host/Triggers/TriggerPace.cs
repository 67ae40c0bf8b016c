namespace Runtime.Host.Triggers;

/// <summary>What a test host on virtual time changes about the listeners.</summary>
/// <param name="LookAtClock">How often a long wait looks whether the clock was set.</param>
internal sealed record TriggerPace(TimeSpan LookAtClock);
