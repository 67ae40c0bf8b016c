using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.Extensions.Options;

namespace Workflows.Runtime;

/// <summary>The Durable Task worker of the embedded hub: as long as it runs, orchestrations go on.</summary>
internal sealed class EmbeddedWorker(string name, IDurableTaskFactory factory, EmbeddedRuntime runtime, IOptionsMonitor<DurableTaskWorkerOptions> options)
    : DurableTaskWorker(name, factory)
{
    /// <summary>A hub that cannot be opened stops the host's start.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        runtime.Start(Factory, options.Get(Name), Name);
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await runtime.StopAsync();
        await base.StopAsync(cancellationToken);
    }

    /// <summary>Nothing loops: turns and activities are driven by commits and timers.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
}
