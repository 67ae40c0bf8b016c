using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Worker;

/// <summary>Configures a worker.</summary>
public static partial class DurableTaskWorkerBuilderExtensions
{
    /// <summary>Adds tasks to the worker.</summary>
    public static IDurableTaskWorkerBuilder AddTasks(this IDurableTaskWorkerBuilder builder, Action<DurableTaskRegistry> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    /// <summary>Changes the options of the worker.</summary>
    public static IDurableTaskWorkerBuilder Configure(this IDurableTaskWorkerBuilder builder, Action<DurableTaskWorkerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    /// <summary>Chooses the class of the worker.</summary>
    public static IDurableTaskWorkerBuilder UseBuildTarget(this IDurableTaskWorkerBuilder builder, Type target)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.BuildTarget = target;
        return builder;
    }

    /// <summary>Chooses the class of the worker.</summary>
    public static IDurableTaskWorkerBuilder UseBuildTarget<TTarget>(this IDurableTaskWorkerBuilder builder)
        where TTarget : DurableTaskWorker => builder.UseBuildTarget(typeof(TTarget));

    /// <summary>Chooses the class of the worker and hands the common options on to its own.</summary>
    public static IDurableTaskWorkerBuilder UseBuildTarget<TTarget, TOptions>(this IDurableTaskWorkerBuilder builder)
        where TTarget : DurableTaskWorker
        where TOptions : DurableTaskWorkerOptions
    {
        builder.UseBuildTarget<TTarget>();
        if (typeof(TOptions) != typeof(DurableTaskWorkerOptions))
        {
            builder.Services.AddOptions<TOptions>(builder.Name).PostConfigure<IOptionsMonitor<DurableTaskWorkerOptions>>(
                (options, common) => common.Get(builder.Name).ApplyTo(options));
        }

        return builder;
    }

    /// <summary>Sets how the worker deals with versions.</summary>
    public static IDurableTaskWorkerBuilder UseVersioning(
        this IDurableTaskWorkerBuilder builder, DurableTaskWorkerOptions.VersioningOptions versionOptions) =>
        builder.Configure(options => options.Versioning = versionOptions);

    /// <summary>Takes only orchestrations that a filter from the services lets through.</summary>
    [Obsolete("Experimental")]
    public static IDurableTaskWorkerBuilder UseOrchestrationFilter<TOrchestrationFilter>(this IDurableTaskWorkerBuilder builder)
        where TOrchestrationFilter : class, IOrchestrationFilter
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<TOrchestrationFilter>();
        builder.Services.AddOptions<DurableTaskWorkerOptions>(builder.Name)
            .Configure<TOrchestrationFilter>((options, filter) => options.OrchestrationFilter = filter);
        return builder;
    }

    /// <summary>Takes only orchestrations that a filter lets through.</summary>
    [Obsolete("Experimental")]
    public static IDurableTaskWorkerBuilder UseOrchestrationFilter(this IDurableTaskWorkerBuilder builder, IOrchestrationFilter filter) =>
        builder.Configure(options => options.OrchestrationFilter = filter);

    /// <summary>Takes only the work the filters name; null takes everything again.</summary>
    public static IDurableTaskWorkerBuilder UseWorkItemFilters(
        this IDurableTaskWorkerBuilder builder, DurableTaskWorkerWorkItemFilters? workItemFilters)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<DurableTaskWorkerWorkItemFilters>(
            builder.Name, filters => filters.CopyFrom(workItemFilters ?? new()));
        return builder;
    }

    /// <summary>Takes only the work whose code is registered with this worker.</summary>
    public static IDurableTaskWorkerBuilder UseWorkItemFilters(this IDurableTaskWorkerBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<DurableTaskWorkerWorkItemFilters>(builder.Name).Configure<IOptionsMonitor<DurableTaskRegistry>>(
            (filters, registry) => filters.CopyFrom(DurableTaskWorkerWorkItemFilters.FromRegistry(registry.Get(builder.Name))));
        return builder;
    }
}
