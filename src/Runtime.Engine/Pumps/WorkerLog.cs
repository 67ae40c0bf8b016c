using Microsoft.Extensions.Logging;

namespace Runtime.Engine.Pumps;

/// <summary>
/// Durable Task's worker log: what orchestrations and activities do, once each and never while replaying. Event ids 600 to 605 are Durable Task's.
/// </summary>
internal sealed partial class WorkerLog
{
    private const string Category = "Microsoft.DurableTask.Worker";

    private readonly ILogger orchestrations;
    private readonly ILogger activities;

    /// <param name="loggers">Where logs go.</param>
    /// <param name="oneCategory">Whether both kinds go to the worker's own category, or each to one of its own below it.</param>
    public WorkerLog(ILoggerFactory loggers, bool oneCategory)
    {
        orchestrations = loggers.CreateLogger(oneCategory ? Category : Category + ".Orchestrations");
        activities = loggers.CreateLogger(oneCategory ? Category : Category + ".Activities");
    }

    public void OrchestrationStarted(string instanceId, string name) => LogOrchestrationStarted(orchestrations, name, instanceId);

    public void OrchestrationCompleted(string instanceId, string name) => LogOrchestrationCompleted(orchestrations, name, instanceId);

    public void OrchestrationFailed(string instanceId, string name, string error) => LogOrchestrationFailed(orchestrations, name, instanceId, error);

    public void ActivityStarted(string instanceId, string name) => LogActivityStarted(activities, name, instanceId);

    public void ActivityCompleted(string instanceId, string name) => LogActivityCompleted(activities, name, instanceId);

    public void ActivityFailed(Exception error, string instanceId, string name) => LogActivityFailed(activities, error, name, instanceId);

    [LoggerMessage(600, LogLevel.Information, "Orchestrator '{Name}' of run '{InstanceId}' has begun.", EventName = "OrchestrationStarted")]
    private static partial void LogOrchestrationStarted(ILogger logger, string name, string instanceId);

    [LoggerMessage(601, LogLevel.Information, "Orchestrator '{Name}' of run '{InstanceId}' has completed.", EventName = "OrchestrationCompleted")]
    private static partial void LogOrchestrationCompleted(ILogger logger, string name, string instanceId);

    [LoggerMessage(602, LogLevel.Error, "Orchestrator '{Name}' of run '{InstanceId}' has failed: {Error}", EventName = "OrchestrationFailed")]
    private static partial void LogOrchestrationFailed(ILogger logger, string name, string instanceId, string error);

    [LoggerMessage(603, LogLevel.Information, "Activity '{Name}' of run '{InstanceId}' has begun.", EventName = "ActivityStarted")]
    private static partial void LogActivityStarted(ILogger logger, string name, string instanceId);

    [LoggerMessage(604, LogLevel.Information, "Activity '{Name}' of run '{InstanceId}' has completed.", EventName = "ActivityCompleted")]
    private static partial void LogActivityCompleted(ILogger logger, string name, string instanceId);

    [LoggerMessage(605, LogLevel.Error, "Activity '{Name}' of run '{InstanceId}' has failed.", EventName = "ActivityFailed")]
    private static partial void LogActivityFailed(ILogger logger, Exception error, string name, string instanceId);
}
