namespace Workflows.Testing.CrashLab;

/// <summary>How a crash lab treats a workflow.</summary>
public sealed record CrashLabOptions
{
    /// <summary>How many stories are told; each is another course of the same run with other deaths.</summary>
    public int Seeds { get; init; } = 20;

    /// <summary>The first story's seed; the others follow it. The same seed kills at the same steps.</summary>
    public int FirstSeed { get; init; } = 1;

    /// <summary>Deaths in one story, at most.</summary>
    public int DeathsMax { get; init; } = 4;

    /// <summary>How long an activity may take in real time before the story is called stuck.</summary>
    public TimeSpan ActivityMax { get; init; } = TimeSpan.FromMinutes(2);
}
