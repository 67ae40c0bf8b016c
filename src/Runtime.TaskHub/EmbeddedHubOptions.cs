using System.ComponentModel.DataAnnotations;
using Runtime.Engine.Limits;
using Runtime.Engine.Pumps;

namespace Workflows.Runtime;

/// <summary>Settings of the embedded task hub.</summary>
public sealed class EmbeddedHubOptions
{
    /// <summary>The folder of the hub's files; made when missing. Relative to the current folder.</summary>
    [Required]
    public string Folder { get; set; } = ".workflows";

    /// <summary>The hub's name: its file is <c>{name}.db</c>.</summary>
    [Required, RegularExpression("^[A-Za-z0-9][A-Za-z0-9_-]{0,44}$", ErrorMessage = "A hub's name has 1 to 45 letters, digits, '-' or '_'.")]
    public string Name { get; set; } = "Workflows";

    /// <summary>Keeps everything in memory: nothing survives the process. For tests.</summary>
    public bool InMemory { get; set; }

    /// <summary>Activities that run at the same time; null takes the worker's concurrency option.</summary>
    [Range(1, 100_000)]
    public int? MaxConcurrentActivities { get; set; }

    /// <summary>Orchestrations whose code runs at the same time; null takes one for each processor.</summary>
    [Range(1, 10_000)]
    public int? MaxConcurrentOrchestrations { get; set; }

    /// <summary>Entities whose code runs at the same time; null takes the worker's concurrency option.</summary>
    [Range(1, 100_000)]
    public int? MaxConcurrentEntities { get; set; }

    /// <summary>
    /// Limits on activities: concurrency, rates, priorities, fair shares. They can be changed while the host runs (<see cref="DurableEngine.SetLimits"/>).
    /// </summary>
    public IList<ActivityLimit> Limits { get; set; } = [];

    /// <summary>A file to which one line is appended for each activity execution that begins; null for none. For audits and crash tests.</summary>
    public string? ExecutionLog { get; set; }

    /// <summary>The engine's further limits.</summary>
    public EngineOptions Engine { get; set; } = new();
}
