using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.Host.Discovery;
using Runtime.Host.Invocation;
using Runtime.Host.Logging;
using Runtime.Host.Settings;

namespace Runtime.Host.Hosting;

/// <summary>Hands the container to the functions before anything can call one, and says what the host will not do.</summary>
internal sealed class HostStart : IHostedLifecycleService
{
    private readonly FunctionRuntime runtime;
    private readonly UnknownSettings unknown;
    private readonly HostState state;
    private readonly ILogger<HostStart> logger;

    public HostStart(FunctionRuntime runtime, UnknownSettings unknown, HostState state, IServiceProvider services, ILogger<HostStart> logger)
    {
        this.runtime = runtime;
        this.unknown = unknown;
        this.state = state;
        this.logger = logger;
        runtime.Attach(services);
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Report(HostJson.FileName, unknown.HostJson);
        Report(LocalSettings.FileName, unknown.LocalSettings);
        if (runtime.Catalog.Disabled.Count > 0)
            logger.FunctionsDisabled(string.Join(", ", runtime.Catalog.Disabled.Select(model => model.Name)));
        foreach (var model in runtime.Catalog.With<IdleFunctionTrigger>())
            logger.TriggerNotRun(model.Name, model.Trigger.BindingType);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        state.Phase = HostPhase.Running;
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        state.Phase = HostPhase.Stopping;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Report(string file, IReadOnlyList<string> keys)
    {
        if (keys.Count > 0)
            logger.UnknownSettings(file, string.Join(", ", keys.Select(key => key.Replace(':', '.'))));
    }
}
