using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Runtime.Engine.Replay;

/// <summary>What every execution of this process shares.</summary>
internal sealed record OrchestrationEnvironment(DataConverter Converter, TimeSpan TimerIntervalMax, ILoggerFactory Loggers)
{
    /// <summary>The version sub-orchestrations get when their caller names none.</summary>
    public string DefaultVersion { get; init; } = "";

    /// <summary>Which versions this worker runs.</summary>
    public VersionGate Versions { get; init; } = new(null);

    /// <summary>Adds properties to the failures of exceptions; null when nothing does.</summary>
    public Func<Exception, IDictionary<string, object?>?>? ExceptionProperties { get; init; }

    /// <summary>What orchestrators find in their context's properties; null for nothing.</summary>
    public OrchestrationProperties? Properties { get; init; }

    /// <summary>Whether orchestrators may use entities.</summary>
    public bool EntitiesEnabled { get; init; } = true;

    /// <summary>An exception as data.</summary>
    public TaskFailureDetails Failure(Exception error) => TaskFailureDetails.FromException(error, ExceptionProperties);
}
