using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.DurableTask.Worker;

/// <summary>Configures one named worker.</summary>
public interface IDurableTaskWorkerBuilder
{
    /// <summary>Name of the worker, and of its options.</summary>
    string Name { get; }

    /// <summary>The services the worker is added to.</summary>
    IServiceCollection Services { get; }

    /// <summary>The class of the worker; it derives from <see cref="Hosting.DurableTaskWorker"/>.</summary>
    Type? BuildTarget { get; set; }

    /// <summary>Creates the worker.</summary>
    IHostedService Build(IServiceProvider serviceProvider);
}
