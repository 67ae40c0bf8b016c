using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workflows.Testing;

namespace Microsoft.DurableTask.Testing;

/// <summary>
/// Durable Task's test host, with its names, over <see cref="DurableTestHost"/>. Time is virtual here too: move <see cref="Clock"/>, or use
/// <see cref="DurableTestHost"/> itself, which skips from timer to timer.
/// </summary>
public sealed class DurableTaskTestHost : IAsyncDisposable
{
    private readonly DurableTestHost host;

    private DurableTaskTestHost(DurableTestHost host) => this.host = host;

    /// <summary>The client.</summary>
    public DurableTaskClient Client => host.Client;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => host.Services;

    /// <summary>The clock; ours, beside Durable Task's members.</summary>
    public ManualClock Clock => host.Clock;

    /// <summary>Starts a host.</summary>
    /// <param name="registry">Registers orchestrators, activities and entities.</param>
    /// <param name="options">Services and logging; null for none.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The running host.</returns>
    public static async Task<DurableTaskTestHost> StartAsync(
        Action<DurableTaskRegistry> registry, DurableTaskTestHostOptions? options = null, CancellationToken cancellationToken = default)
    {
        var ours = new DurableTestHostOptions { LoggerFactory = options?.LoggerFactory, ConfigureServices = options?.ConfigureServices };
        return new DurableTaskTestHost(await DurableTestHost.StartAsync(registry, ours, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => host.DisposeAsync();
}

/// <summary>Settings of a <see cref="DurableTaskTestHost"/>.</summary>
public sealed class DurableTaskTestHostOptions
{
    /// <summary>Not used: nothing goes over a port here.</summary>
    public int? Port { get; set; }

    /// <summary>Where logs go; null for nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Adds what activities and entities need.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; set; }
}
