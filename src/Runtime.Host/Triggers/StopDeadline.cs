namespace Runtime.Host.Triggers;

/// <summary>How a stop proceeds.</summary>
/// <param name="Running">What running functions get to end.</param>
/// <param name="Cancelled">What they get after that to give up.</param>
internal sealed record StopDeadline(TimeSpan Running, TimeSpan Cancelled);
