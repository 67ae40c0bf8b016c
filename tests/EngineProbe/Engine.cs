using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
#if WORKFLOWS_AZURE
using Host = Microsoft.DurableTask.Testing.DurableTaskTestHost;
using HostOptions = Microsoft.DurableTask.Testing.DurableTaskTestHostOptions;
#else
using Host = Workflows.Testing.DurableTestHost;
using HostOptions = Workflows.Testing.DurableTestHostOptions;
#endif

namespace EngineProbe;

/// <summary>The durable engine of the host that this is built for, in memory. Warnings go to the error output.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private readonly ILoggerFactory loggers;
    private readonly Host host;

    private Engine(ILoggerFactory loggers, Host host) => (this.loggers, this.host) = (loggers, host);

    /// <summary>The assembly that runs orchestrators.</summary>
    public static string Name => typeof(Host).Assembly.GetName().Name!;

    public static async Task<Engine> StartAsync(Action<DurableTaskRegistry> tasks)
    {
        var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        return new Engine(loggers, await Host.StartAsync(tasks, new HostOptions { LoggerFactory = loggers }));
    }

    public async Task<OrchestrationMetadata> RunAsync(string workflow, object input)
    {
        // The same id on both: what is made from it can be compared.
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(workflow, input, new StartOrchestrationOptions($"probe-{workflow}"));
#if WORKFLOWS_AZURE
        return await host.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
#else
        return await host.RunToEndAsync(id);
#endif
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        loggers.Dispose();
    }
}
