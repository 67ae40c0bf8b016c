using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Calls the function on a schedule.</summary>
/// <param name="schedule">A CRON expression of six fields, a time span, or <c>%setting%</c>.</param>
[BindingCapabilities(KnownBindingCapabilities.FunctionLevelRetry)]
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>The schedule.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Whether the schedule survives restarts; true by default.</summary>
    [DefaultValue(true)]
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function is called at the start too.</summary>
    [DefaultValue(false)]
    public bool RunOnStartup { get; set; }
}

/// <summary>What a timer function is told.</summary>
public class TimerInfo
{
    /// <summary>When it ran and will run; null when the schedule is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>True when the call comes later than it was due.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>When a timer function ran and will run.</summary>
public class ScheduleStatus
{
    /// <summary>The last call.</summary>
    public DateTime Last { get; set; }

    /// <summary>The next call.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this was last written down.</summary>
    public DateTime LastUpdated { get; set; }
}
