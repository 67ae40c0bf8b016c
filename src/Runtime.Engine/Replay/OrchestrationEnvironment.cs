using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Runtime.Engine.Replay;

/// <summary>What every execution of this process shares.</summary>
internal sealed record OrchestrationEnvironment(DataConverter Converter, TimeSpan TimerIntervalMax, ILoggerFactory Loggers)
{
    /// <summary>The version sub-orchestrations get when their caller names none.</summary>
    public string DefaultVersion { get; init; } = "";

    /// <summary>Whether orchestrators may use entities.</summary>
    public bool EntitiesEnabled { get; init; } = true;
}
