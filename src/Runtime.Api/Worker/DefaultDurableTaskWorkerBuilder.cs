using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Worker;

/// <summary>Builds a worker of the build target's class with the tasks registered under its name.</summary>
/// <param name="name">Name of the worker; null is the default one.</param>
/// <param name="services">The services the worker is added to.</param>
public class DefaultDurableTaskWorkerBuilder(string? name, IServiceCollection services) : IDurableTaskWorkerBuilder
{
    private Type? buildTarget;

    /// <inheritdoc/>
    public string Name { get; } = name ?? Microsoft.Extensions.Options.Options.DefaultName;

    /// <inheritdoc/>
    public IServiceCollection Services { get; } = services ?? throw new ArgumentNullException(nameof(services));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The type is no concrete worker.</exception>
    public Type? BuildTarget
    {
        get => buildTarget;
        set
        {
            if (value is not null && (!typeof(DurableTaskWorker).IsAssignableFrom(value) || value.IsAbstract))
                throw new ArgumentException($"'{value}' must be a concrete class derived from {nameof(DurableTaskWorker)}.", nameof(value));

            buildTarget = value;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No build target was chosen.</exception>
    public IHostedService Build(IServiceProvider serviceProvider)
    {
        ArgumentNullException.ThrowIfNull(serviceProvider);
        if (buildTarget is null)
        {
            throw new InvalidOperationException(
                $"The Durable Task worker '{Name}' has no implementation: use {nameof(BuildTarget)}.");
        }

        IDurableTaskFactory factory = serviceProvider.GetRequiredService<IOptionsMonitor<DurableTaskRegistry>>().Get(Name).BuildFactory();
        var worker = (DurableTaskWorker)ActivatorUtilities.CreateInstance(serviceProvider, buildTarget, Name, factory);
        worker.UseExceptionProperties(serviceProvider.GetService<IExceptionPropertiesProvider>());
        return worker;
    }
}
