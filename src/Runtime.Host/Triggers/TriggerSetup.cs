using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Runtime.Host.Hosting;
using Runtime.Host.Blobs;
using Runtime.Host.Queues;
using Runtime.Host.Settings;
using Runtime.Host.Timers;
using Workflows.Runtime;
using Workflows.Storage;

namespace Runtime.Host.Triggers;

/// <summary>Puts the listeners into the host. They start when the durable engine runs, and before requests come in.</summary>
internal static class TriggerSetup
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);      // what cancelled functions get to give up

    /// <summary>How long the stop of the listeners may take.</summary>
    public static TimeSpan StopMax(TimeSpan stopWithin) => stopWithin + Slack;

    public static void Add(IServiceCollection services, HostBlueprint blueprint, TimeSpan stopWithin)
    {
        services.AddSingleton<TriggerCalls>();
        services.AddSingleton<TriggerInvoker>();
        services.AddSingleton(provider => new ScheduleStore(
            Path.Combine(DurableSetup.HubFolder(blueprint), "timers"), provider.GetRequiredService<ILogger<ScheduleStore>>()));
        services.AddSingleton(provider => new TimerOptions(
            provider.GetRequiredService<ScheduleStore>(), provider.GetService<TriggerPace>()?.LookAtClock ?? TimerOptions.LookAtClockDefault));
        services.AddSingleton(provider => Storage(provider, blueprint));
        services.AddSingleton<ListenerFactory>();
        services.AddSingleton<StorageCheck>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TriggerHost>(provider, new StopDeadline(stopWithin, Slack)));
        services.AddHostedService(provider => provider.GetRequiredService<TriggerHost>());
    }

    private static StorageListening Storage(IServiceProvider provider, HostBlueprint blueprint)
    {
        var settings = provider.GetRequiredService<HostJson>();
        var accounts = provider.GetRequiredService<IStorageAccounts>();
        var queues = new QueueOptions(accounts, settings.Queues, Lease(blueprint.Configuration["Host:QueueLease"]));
        return new StorageListening(queues, new BlobOptions(accounts, settings.Blobs, settings.Queues, Path.Combine(DurableSetup.HubFolder(blueprint), "blobs")));
    }

    private static TimeSpan Lease(string? text)
    {
        if (text is not { Length: > 0 })
            return QueueOptions.LeaseDefault;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var lease) && lease >= TimeSpan.FromSeconds(1) && lease <= TimeSpan.FromHours(1)
            ? lease
            : throw new HostConfigurationException($"Host:QueueLease is '{text}'; write a time span from one second to one hour, such as \"00:01:00\".");
    }
}
