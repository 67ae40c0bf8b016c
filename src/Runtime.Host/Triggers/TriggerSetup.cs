using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.Host.Hosting;
using Runtime.Host.Timers;

namespace Runtime.Host.Triggers;

/// <summary>Puts the listeners into the host. They start when the durable engine runs, and before requests come in.</summary>
internal static class TriggerSetup
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);      // what cancelled functions get to give up

    public static void Add(IServiceCollection services, HostBlueprint blueprint)
    {
        var stopWithin = blueprint.Options.StopWithin;
        services.Configure<HostOptions>(host => host.ShutdownTimeout += stopWithin + Slack);
        services.AddSingleton<TriggerCalls>();
        services.AddSingleton<TriggerInvoker>();
        services.AddSingleton(provider => new ScheduleStore(
            Path.Combine(DurableSetup.HubFolder(blueprint), "timers"), provider.GetRequiredService<ILogger<ScheduleStore>>()));
        services.AddSingleton(provider => new TimerOptions(
            provider.GetRequiredService<ScheduleStore>(), provider.GetService<TriggerPace>()?.LookAtClock ?? TimerOptions.LookAtClockDefault));
        services.AddSingleton<ListenerFactory>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TriggerHost>(provider, new StopDeadline(stopWithin, Slack)));
        services.AddHostedService(provider => provider.GetRequiredService<TriggerHost>());
    }
}
