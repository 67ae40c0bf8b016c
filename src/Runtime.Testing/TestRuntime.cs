using System.Diagnostics;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.DurableTask.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Runtime.Engine.Client;
using Runtime.Engine.Pumps;
using Runtime.TaskHub.InMemory;

namespace Workflows.Testing;

/// <summary>An engine on a hub in memory and a manual clock. It may be stopped and started again on what it stored.</summary>
internal sealed class TestRuntime(IServiceProvider services, ILoggerFactory loggers, ManualClock clock) : IEngineAccess, IAsyncDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);       // an activity's end is noted a moment after its result
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(20);     // of the world, to an activity that has set it a time limit

    private readonly InMemoryTaskHub hub = new();
    private readonly SerialQueue queue = new();
    private Func<DurableEngine>? create;
    private DurableEngine? engine;

    public TimeProvider Clock => clock;

    public DurableEngine Engine => engine ?? throw new InvalidOperationException("The test host has not started.");

    /// <summary>Whether a piece of the engine's work runs or waits.</summary>
    public bool IsBusy => queue.IsBusy;

    public void Start(IDurableTaskFactory factory, DurableTaskWorkerOptions worker, string workerName)
    {
        var limits = new EngineOptions
        {
            ActivitiesMax = worker.Concurrency.MaximumConcurrentActivityWorkItems,
            EntitiesMax = worker.Concurrency.MaximumConcurrentEntityWorkItems,
            StopWait = TimeSpan.Zero,
        };
        var settings = new EngineSettings(limits, clock, loggers)
        {
            Schedule = queue.Add,
            ActivityBegins = _ => clock.BeginActivity(),
            Filters = services.GetRequiredService<IOptionsMonitor<DurableTaskWorkerWorkItemFilters>>().Get(workerName),
            Middleware = services.GetRequiredService<IOptionsMonitor<TaskMiddlewareOptions>>().Get(workerName),
        };
        create = () => new DurableEngine(hub, factory, services, worker, settings);
        engine = create();
        engine.Start();
    }

    public async Task RestartAsync()
    {
        await Engine.DisposeAsync();
        while (queue.Changed is var changed && queue.IsBusy)
            await changed;              // the old engine's last turns: the hub takes one engine at a time
        hub.Reopen();
        engine = create!();
        engine.Start();
    }

    /// <summary>Waits until nothing goes on but what waits for the clock or for the test.</summary>
    /// <exception cref="TimeoutException">An activity waits for something else, and nothing happened for a minute on the wall.</exception>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        for (var (silent, last) = (Stopwatch.StartNew(), queue.Changed); ; cancellationToken.ThrowIfCancellationRequested())
        {
            var changed = queue.Changed;
            var active = Engine.ActiveActivities;
            if (!queue.IsBusy && (clock.WaitingActivities >= active || (silent.Elapsed > LongestAnswer && clock.TimedActivities >= active)))
                return;
            if (!queue.IsBusy)
                await Task.WhenAny(changed, Task.Delay(Moment, TimeProvider.System, cancellationToken));
            else
                await changed.WaitAsync(cancellationToken);
            if (changed != last)
                (silent, last) = (Stopwatch.StartNew(), changed);
            if (silent.Elapsed > LongestSilence)
                throw new TimeoutException($"{active} activities run and wait neither for the test host's clock nor for each other; nothing happened for {LongestSilence}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (engine is not null)
            await engine.DisposeAsync();
    }
}

/// <summary>The Durable Task worker of a test host.</summary>
internal sealed class TestWorker(string name, IDurableTaskFactory factory, TestRuntime runtime, IOptionsMonitor<DurableTaskWorkerOptions> options)
    : DurableTaskWorker(name, factory)
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        runtime.Start(Factory, options.Get(Name), Name);
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Nothing loops: the runtime is driven by its queue and its clock.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
}
