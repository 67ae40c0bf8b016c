namespace Workflows.Contracts.Models;

/// <summary>Asks for the recovery of a model.</summary>
/// <param name="Model">Its configured name.</param>
/// <param name="Cause">The <see cref="ModelFailure.Cause"/> of the failure.</param>
public sealed record RecoveryRequest(string Model, string Cause);

/// <summary>How a model is.</summary>
/// <param name="Healthy">Whether it answered.</param>
/// <param name="Cause">The <see cref="ModelFailure.Cause"/> when it did not; empty when it did.</param>
/// <param name="Message">What went wrong, in words; empty when nothing did.</param>
public sealed record ModelProbe(bool Healthy, string Cause, string Message)
{
    /// <summary>How long the provider wants to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the model's service runs on this machine, under our care.</summary>
    public bool IsLocalService { get; init; }
}

/// <summary>How a recovery ended.</summary>
/// <param name="Recovered">Whether the model answers again.</param>
/// <param name="Steps">What was done, in order.</param>
public sealed record RecoveryReport(bool Recovered, IReadOnlyList<string> Steps);
