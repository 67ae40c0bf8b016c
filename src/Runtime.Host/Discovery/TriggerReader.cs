using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Runtime.Host.Timers;
using Runtime.Host.Triggers;

namespace Runtime.Host.Discovery;

/// <summary>Turns a trigger attribute into the trigger of a model, its settings resolved and checked.</summary>
internal sealed class TriggerReader(SettingNames settings, List<string> errors)
{
    /// <returns>Null when it is wrong; the errors say why.</returns>
    public FunctionTrigger? Read(ParameterInfo parameter, TriggerBindingAttribute attribute, string name, string place) => attribute switch
    {
        HttpTriggerAttribute http => new HttpFunctionTrigger(
            parameter, http.Route ?? name, [.. (http.Methods ?? []).Select(method => method.ToUpperInvariant())], http.AuthLevel),
        OrchestrationTriggerAttribute orchestration => new OrchestrationFunctionTrigger(parameter, orchestration.Orchestration ?? name),
        ActivityTriggerAttribute activity => new ActivityFunctionTrigger(parameter, activity.Activity ?? name),
        EntityTriggerAttribute entity => new EntityFunctionTrigger(parameter, entity.EntityName ?? name),
        TimerTriggerAttribute timer => Timer(parameter, timer, place),
        _ => new IdleFunctionTrigger(parameter, TypeName(attribute)),
    };

    private TimerFunctionTrigger? Timer(ParameterInfo parameter, TimerTriggerAttribute timer, string place)
    {
        if (settings.Resolve(timer.Schedule, place, errors) is not { } text || Zone(place) is not { } zone)
            return null;
        if (TimerSchedule.Read(text.Trim(), zone, out var error) is { } schedule)
            return new TimerFunctionTrigger(parameter, schedule, timer.RunOnStartup, timer.UseMonitor);
        errors.Add($"{place}: the schedule '{text}' is wrong: {error}.");
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
