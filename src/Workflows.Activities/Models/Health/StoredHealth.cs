namespace Workflows.Activities.Models.Health;

/// <summary>A model that is out, as it is on disk. A model that is well has no row.</summary>
/// <param name="Model">Its configured name.</param>
/// <param name="Quarantine">Why it is quarantined; null when it is only out for a while.</param>
/// <param name="Cause">What failed last, in one word.</param>
/// <param name="Failures">Failures in a row.</param>
/// <param name="Openings">How often it was taken out without an answer between.</param>
/// <param name="Until">When it may be asked again.</param>
internal sealed record StoredHealth(string Model, string? Quarantine, string Cause, int Failures, int Openings, DateTimeOffset Until)
{
    /// <summary>Why it may not be asked at a moment; null when it may.</summary>
    public string? ProblemAt(DateTimeOffset now) => Quarantine is not null ? $"quarantined: {Quarantine}"
        : now < Until ? $"out after {Failures} failures in a row ({Cause})" : null;
}
