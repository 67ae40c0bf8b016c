using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.Engine.History;

namespace Workflows.Testing;

/// <summary>
/// A host for tests of workflows, in memory and on virtual time: nothing waits for the clock on the wall, and the same test takes the same course
/// every time. Time passes only when the test says so. Dispose it at the end.
/// </summary>
public sealed class DurableTestHost : IAsyncDisposable
{
    private const int SkipsMax = 1_000_000;         // a workflow that ticks every minute for a year and a half

    private readonly IHost host;
    private readonly TestRuntime runtime;

    private DurableTestHost(IHost host)
    {
        this.host = host;
        runtime = host.Services.GetRequiredService<TestRuntime>();
        Clock = host.Services.GetRequiredService<ManualClock>();
        Client = host.Services.GetRequiredService<DurableTaskClient>();
    }

    /// <summary>The client: starts runs, raises events, reads status. Its commands are stored when their tasks end.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => host.Services;

    /// <summary>The clock of orchestrators, timers and of activities that ask for a <see cref="TimeProvider"/>.</summary>
    public ManualClock Clock { get; }

    /// <summary>Starts a host.</summary>
    /// <param name="tasks">Registers orchestrators, activities and entities.</param>
    /// <param name="options">Services, logging and the first time; null for none.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The running host.</returns>
    public static async Task<DurableTestHost> StartAsync(
        Action<DurableTaskRegistry> tasks, DurableTestHostOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        if (options?.LoggerFactory is { } loggers)
            builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(new ManualClock(options?.StartTime));
        builder.Services.AddInMemoryDurableTask(tasks);
        options?.ConfigureServices?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new DurableTestHost(host);
    }

    /// <summary>Waits until everything that can happen now has happened: what is left waits for time, for an event, or for nothing.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends then.</returns>
    public Task RunToIdleAsync(CancellationToken cancellationToken = default) => runtime.SettleAsync(cancellationToken);

    /// <summary>Lets time pass. Every timer on the way fires at its own time, and what follows from it happens before the next one fires.</summary>
    /// <param name="by">How much time; not negative.</param>
    /// <param name="cancellationToken">Stops on the way.</param>
    /// <returns>A task that ends when that time has passed and all is idle.</returns>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        await RunToIdleAsync(cancellationToken);
        for (var left = by; ;)
        {
            var step = Clock.UntilNextTimer is { } wait && wait < left ? wait : left;
            Clock.Advance(step);
            left -= step;
            await RunToIdleAsync(cancellationToken);
            if (left == TimeSpan.Zero)
                return;
        }
    }

    /// <summary>Goes to the next timer, however far it is.</summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>False when nothing waits for time; nothing happened then.</returns>
    public async Task<bool> SkipToNextTimerAsync(CancellationToken cancellationToken = default)
    {
        await RunToIdleAsync(cancellationToken);
        if (Clock.UntilNextTimer is not { } wait)
            return false;
        Clock.Advance(wait);
        await RunToIdleAsync(cancellationToken);
        return true;
    }

    /// <summary>Skips from timer to timer until a run has ended.</summary>
    /// <param name="instanceId">The run.</param>
    /// <param name="cancellationToken">Stops on the way.</param>
    /// <returns>The run with its input and output.</returns>
    /// <exception cref="InvalidOperationException">
    /// The run does not exist, or waits for something else than time, such as an event that the test must raise.
    /// </exception>
    public async Task<OrchestrationMetadata> RunToEndAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        await RunToIdleAsync(cancellationToken);
        for (var skips = 0; skips < SkipsMax; skips++)
        {
            var run = await Client.GetInstancesAsync(instanceId, getInputsAndOutputs: true, cancellationToken)
                ?? throw new InvalidOperationException($"There is no run '{instanceId}'.");
            if (run.IsCompleted)
                return run;
            if (!await SkipToNextTimerAsync(cancellationToken))
                throw new InvalidOperationException($"The run '{instanceId}' is {run.RuntimeStatus} and waits for no timer: raise the event it waits for.");
        }

        throw new InvalidOperationException($"The run '{instanceId}' did not end within {SkipsMax} timers.");
    }

    /// <summary>The history of a run's present execution: what it received and what it decided, in order.</summary>
    /// <param name="instanceId">The run.</param>
    /// <returns>The events; empty when there is no such run.</returns>
    public IReadOnlyList<HistoryEvent> ReadHistory(string instanceId) => runtime.Engine.Find(instanceId) is { } run
        ? [.. runtime.Engine.Hub.ReadHistory(run.Number).Select(static chunk => HistoryCodec.Decode(chunk)).SelectMany(EventsOf)]
        : [];

    /// <summary>Stops the engine as it is and starts another on what was stored, as after a crash: unfinished runs are replayed and go on.</summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>A task that ends when all is idle again.</returns>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await runtime.RestartAsync();
        await RunToIdleAsync(cancellationToken);
    }

    private static IEnumerable<HistoryEvent> EventsOf(Turn turn) => turn.Received.Concat(turn.Decided);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await runtime.DisposeAsync();
        await host.StopAsync(CancellationToken.None);
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
