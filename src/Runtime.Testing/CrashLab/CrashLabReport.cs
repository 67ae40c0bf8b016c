namespace Workflows.Testing.CrashLab;

/// <summary>What a crash lab found.</summary>
/// <param name="Seeds">Stories told.</param>
/// <param name="Deaths">Deaths in all of them.</param>
/// <param name="Findings">What must not be: lost work, results executed again, stuck locks, code that does not fit its history.</param>
/// <param name="Repeats">
/// Activities that ran again because a death came before their result was stored, with the number of times: at-least-once, allowed, and the reason for
/// idempotency keys.
/// </param>
public sealed record CrashLabReport(int Seeds, int Deaths, IReadOnlyList<CrashLabFinding> Findings, IReadOnlyDictionary<string, int> Repeats)
{
    /// <summary>Whether nothing was found.</summary>
    public bool IsClean => Findings.Count == 0;
}

/// <summary>One thing that went wrong.</summary>
/// <param name="Seed">The story's seed: give it as the first seed to see it again.</param>
/// <param name="What">What went wrong, in a sentence.</param>
public sealed record CrashLabFinding(int Seed, string What);
