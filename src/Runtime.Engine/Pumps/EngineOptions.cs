using System.ComponentModel.DataAnnotations;

namespace Runtime.Engine.Pumps;

/// <summary>Limits of the engine.</summary>
public sealed record EngineOptions
{
    /// <summary>Activities that run at the same time in this process. Default: 100 for each processor, as in Durable Task.</summary>
    [Range(1, 100_000)]
    public int ActivitiesMax { get; set; } = 100 * Environment.ProcessorCount;

    /// <summary>Entities whose code runs at the same time in this process. Default: 100 for each processor, as in Durable Task.</summary>
    [Range(1, 100_000)]
    public int EntitiesMax { get; set; } = 100 * Environment.ProcessorCount;

    /// <summary>Turns whose code runs at the same time. Turns are short and compute-bound, so the default is one for each processor.</summary>
    [Range(1, 10_000)]
    public int TurnsMax { get; set; } = Environment.ProcessorCount;

    /// <summary>History bytes of resting runs that stay in memory; past that the run that rested longest is dropped and replayed when needed.</summary>
    [Range(0, long.MaxValue)]
    public long RestingBytesMax { get; set; } = 32 * 1024 * 1024;

    /// <summary>Resting runs that stay in memory. A small run costs about 3 KB live and 50 microseconds to replay.</summary>
    [Range(0, int.MaxValue)]
    public int RestingRunsMax { get; set; } = 400;

    /// <summary>Turns of one execution. 4,194,303 is what the store can number; continue as new before that.</summary>
    [Range(1, TurnsPerExecutionLimit)]
    public int TurnsPerExecutionMax { get; set; } = TurnsPerExecutionLimit;

    /// <summary>How long a stop waits for running activities before it leaves them to the next start.</summary>
    public TimeSpan StopWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether the engine carries runs on. When it does not, it takes in commands (a start, an event, a termination, a fork, an import, a purge),
    /// stores what comes of them, and leaves everything else to the next engine that does: no activity runs, no message is delivered, also
    /// not one that a command led to, and no timer fires. For tools that open a hub to do one thing.
    /// </summary>
    public bool CarriesOn { get; set; } = true;

    internal const int TurnsPerExecutionLimit = (1 << 22) - 1;
}
