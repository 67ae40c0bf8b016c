using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflows.Runtime;

namespace Runtime.TaskHub.Contract;

/// <summary>What a test may set before its app starts.</summary>
public sealed record DurableAppSetup
{
    public Action<EmbeddedHubOptions> Hub { get; init; } = static hub => hub.InMemory = true;

    public Action<IDurableTaskWorkerBuilder> Worker { get; init; } = static _ => { };

    public Action<IDurableTaskClientBuilder> Client { get; init; } = static _ => { };

    public Action<IServiceCollection> Services { get; init; } = static _ => { };

    public ManualClock Clock { get; init; } = new();
}

/// <summary>A Durable Task worker and client on the embedded hub, set up as a user does it, on a manual clock.</summary>
public sealed class DurableApp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);      // a test that waits longer hangs

    private readonly ServiceProvider services;

    private DurableApp(ServiceProvider services, ManualClock clock)
    {
        this.services = services;
        Clock = clock;
        Client = services.GetRequiredService<DurableTaskClient>();
    }

    public ManualClock Clock { get; }

    public DurableTaskClient Client { get; }

    public IServiceProvider Services => services;

    public EmbeddedRuntime Runtime => services.GetRequiredService<EmbeddedRuntime>();

    public static async Task<DurableApp> StartAsync(Action<DurableTaskRegistry> tasks, DurableAppSetup? setup = null)
    {
        setup ??= new DurableAppSetup();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug));
        services.AddSingleton<TimeProvider>(setup.Clock);
        services.AddDurableTaskWorker(worker =>
        {
            worker.AddTasks(tasks);
            worker.UseEmbeddedHub(setup.Hub);
            setup.Worker(worker);
        });
        services.AddDurableTaskClient(client =>
        {
            client.UseEmbeddedHub();
            setup.Client(client);
        });
        setup.Services(services);
        var provider = services.BuildServiceProvider();
        foreach (var hosted in provider.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
        return new DurableApp(provider, setup.Clock);
    }

    public Task<string> ScheduleAsync(TaskName name, object? input = null, string? id = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id));

    /// <summary>Starts a run and waits for its end; the clock goes on as it must.</summary>
    public async Task<OrchestrationMetadata> RunAsync(TaskName name, object? input = null, string? id = null) =>
        await EndAsync(await ScheduleAsync(name, input, id));

    public async Task<T?> RunAsync<T>(TaskName name, object? input = null)
    {
        var run = await RunAsync(name, input);
        Assert.True(run.RuntimeStatus == OrchestrationRuntimeStatus.Completed, run.ToString());
        return run.ReadOutputAs<T>();
    }

    /// <summary>Waits for a run's end; the clock goes on as it must.</summary>
    public Task<OrchestrationMetadata> EndAsync(string id) => Clock.DriveAsync(EndedAsync(id));

    public Task<OrchestrationMetadata> EndOnStillClockAsync(string id) =>
        Clock.DriveStillAsync(EndedAsync(id));

    /// <summary>Waits until the run's stored row satisfies a condition, without moving the clock.</summary>
    public async Task<OrchestrationMetadata> UntilAsync(string id, Func<global::Runtime.Engine.Store.RunRow, bool> condition)
    {
        await Runtime.Engine.WaitAsync(id, condition, CancellationToken.None).WaitAsync(Patience);
        return await GetAsync(id);
    }

    public Task<OrchestrationMetadata> UntilStatusAsync(string id, OrchestrationRuntimeStatus status) => UntilAsync(id, run => run.Status == status);

    public async Task<OrchestrationMetadata> GetAsync(string id) =>
        await Client.GetInstanceAsync(id, getInputsAndOutputs: true) ?? throw new InvalidOperationException($"There is no run '{id}'.");

    /// <summary>Waits until no run is in memory; the app must be one that keeps no resting runs.</summary>
    public async Task EvictedAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        while (Runtime.Engine.RunsInMemory > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async Task StopAsync()
    {
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StopAsync(CancellationToken.None).WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await services.DisposeAsync();
    }

    private Task<OrchestrationMetadata> EndedAsync(string id) =>
        Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(Patience);
}
