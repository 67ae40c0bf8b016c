using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Blobs;
using Runtime.Host.Timers;

namespace Runtime.Host.Discovery;

/// <summary>What starts a function, and the parameter that receives it.</summary>
internal abstract record FunctionTrigger(ParameterInfo Parameter, string BindingType);

/// <summary>An HTTP request. <paramref name="Methods"/> is empty for every method; the route has no prefix yet.</summary>
internal sealed record HttpFunctionTrigger(ParameterInfo Parameter, string Route, IReadOnlyList<string> Methods, AuthorizationLevel Level)
    : FunctionTrigger(Parameter, "httpTrigger");

internal sealed record OrchestrationFunctionTrigger(ParameterInfo Parameter, string TaskName)
    : FunctionTrigger(Parameter, "orchestrationTrigger");

internal sealed record ActivityFunctionTrigger(ParameterInfo Parameter, string TaskName) : FunctionTrigger(Parameter, "activityTrigger");

internal sealed record EntityFunctionTrigger(ParameterInfo Parameter, string TaskName) : FunctionTrigger(Parameter, "entityTrigger");

/// <summary>A time. <paramref name="UseMonitor"/>: the schedule survives restarts, and a run that was missed is made up for.</summary>
internal sealed record TimerFunctionTrigger(ParameterInfo Parameter, TimerSchedule Schedule, bool RunOnStartup, bool UseMonitor)
    : FunctionTrigger(Parameter, "timerTrigger");

/// <summary>A message of a queue.</summary>
internal sealed record QueueFunctionTrigger(ParameterInfo Parameter, string Queue, string? Connection) : FunctionTrigger(Parameter, "queueTrigger");

/// <summary>A new or changed blob.</summary>
internal sealed record BlobFunctionTrigger(ParameterInfo Parameter, BlobPattern Pattern, string? Connection) : FunctionTrigger(Parameter, "blobTrigger");

/// <summary>A trigger this host knows of and does not run; the function is listed and a warning names it.</summary>
internal sealed record IdleFunctionTrigger(ParameterInfo Parameter, string BindingType) : FunctionTrigger(Parameter, BindingType);
