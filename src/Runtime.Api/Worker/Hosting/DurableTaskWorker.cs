using Microsoft.Extensions.Hosting;

namespace Microsoft.DurableTask.Worker.Hosting;

/// <summary>The base of all workers: a background service that runs tasks from a factory.</summary>
/// <param name="name">Name of the worker; null is the default one.</param>
/// <param name="factory">Creates the tasks.</param>
public abstract class DurableTaskWorker(string? name, IDurableTaskFactory factory) : BackgroundService
{
    /// <summary>Name of the worker, and of its options.</summary>
    protected virtual string Name { get; } = name ?? Microsoft.Extensions.Options.Options.DefaultName;

    /// <summary>Creates the tasks.</summary>
    protected virtual IDurableTaskFactory Factory { get; } = factory ?? throw new ArgumentNullException(nameof(factory));

    /// <summary>Adds properties to failures, or null.</summary>
    protected IExceptionPropertiesProvider? ExceptionPropertiesProvider { get; set; }

    internal void UseExceptionProperties(IExceptionPropertiesProvider? provider) => ExceptionPropertiesProvider ??= provider;
}
