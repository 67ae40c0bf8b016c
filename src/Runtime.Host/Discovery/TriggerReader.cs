using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Runtime.Host.Blobs;
using Runtime.Host.Outputs;
using Runtime.Host.Timers;
using Runtime.Host.Triggers;

namespace Runtime.Host.Discovery;

/// <summary>Turns a trigger attribute into the trigger of a model, its settings resolved and checked.</summary>
internal sealed class TriggerReader(SettingNames settings, List<string> errors)
{
    /// <returns>Null when it is wrong; the errors say why.</returns>
    public FunctionTrigger? Read(ParameterInfo parameter, TriggerBindingAttribute attribute, string name, string place) => attribute switch
    {
        HttpTriggerAttribute http => Http(parameter, http, name, place),
        OrchestrationTriggerAttribute orchestration => new OrchestrationFunctionTrigger(parameter, orchestration.Orchestration ?? name),
        ActivityTriggerAttribute activity => new ActivityFunctionTrigger(parameter, activity.Activity ?? name),
        EntityTriggerAttribute entity => new EntityFunctionTrigger(parameter, entity.EntityName ?? name),
        TimerTriggerAttribute timer => Timer(parameter, timer, place),
        QueueTriggerAttribute queue => Queue(parameter, queue, place),
        BlobTriggerAttribute blob => Blob(parameter, blob, place),
        _ => new IdleFunctionTrigger(parameter, TypeName(attribute)),
    };

    private HttpFunctionTrigger? Http(ParameterInfo parameter, HttpTriggerAttribute http, string name, string place) =>
        settings.Resolve(http.Route ?? name, place, errors) is { } route
            ? new HttpFunctionTrigger(parameter, route, [.. (http.Methods ?? []).Select(method => method.ToUpperInvariant())], http.AuthLevel)
            : null;

    private TimerFunctionTrigger? Timer(ParameterInfo parameter, TimerTriggerAttribute timer, string place)
    {
        if (settings.Resolve(timer.Schedule, place, errors) is not { } text || Zone(place) is not { } zone)
            return null;
        if (TimerSchedule.Read(text.Trim(), zone, out var error) is { } schedule)
            return new TimerFunctionTrigger(parameter, schedule, timer.RunOnStartup, timer.UseMonitor);
        errors.Add($"{place}: the schedule '{text}' is wrong: {error}.");
        return null;
    }

    private QueueFunctionTrigger? Queue(ParameterInfo parameter, QueueTriggerAttribute queue, string place)
    {
        if (settings.Resolve(queue.QueueName, place, errors) is not { } name)
            return null;
        if (StorageNames.IsQueue(name))
            return new QueueFunctionTrigger(parameter, name, BindingPlanner.Connection(queue.Connection));
        errors.Add($"{place}: '{name}' is no queue's name: 3 to 63 lower-case letters, digits and single hyphens.");
        return null;
    }

    private BlobFunctionTrigger? Blob(ParameterInfo parameter, BlobTriggerAttribute blob, string place)
    {
        if (settings.Resolve(blob.BlobPath, place, errors) is not { } path)
            return null;
        if (BlobPattern.Read(path, out var error) is { } pattern)
            return new BlobFunctionTrigger(parameter, pattern, BindingPlanner.Connection(blob.Connection));
        errors.Add($"{place}: the path '{path}' is wrong: {error}.");
        return null;
    }

    private TimeZoneInfo? Zone(string place)
    {
        var name = settings.Value("WEBSITE_TIME_ZONE") is { } asked ? asked : settings.Value("TZ")?.TrimStart(':');
        if (name is not { Length: > 0 })
            return TimeZoneInfo.Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            return zone;
        errors.Add($"{place}: this machine knows no time zone '{name}' (setting WEBSITE_TIME_ZONE, else TZ). Write it as in \"Europe/Berlin\".");
        return null;
    }

    // TimerTriggerAttribute is known to middleware as "timerTrigger".
    private static string TypeName(TriggerBindingAttribute attribute)
    {
        var name = attribute.GetType().Name;
        name = name.EndsWith("Attribute", StringComparison.Ordinal) ? name[..^"Attribute".Length] : name;
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
