namespace Runtime.Engine.Limits;

/// <summary>How far a limit is used for one key, at one moment.</summary>
/// <param name="Activity">The name the limit is for; "" for activities without a limit.</param>
/// <param name="Key">The key.</param>
/// <param name="Running">Activities that run.</param>
/// <param name="Waiting">Activities that wait.</param>
/// <param name="HeldBackBy">What they wait for; null for a place among the activities of the process.</param>
public sealed record ActivityLimitUse(string Activity, string Key, int Running, int Waiting, string? HeldBackBy);
