using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runtime.Host.Triggers;
using Workflows.Runtime;

namespace Workflows.Testing;

/// <summary>
/// A whole Functions app for tests: its HTTP functions, timers, queues, blobs and workflows, on virtual time. A month of schedules passes in a moment.
/// Time passes only when the test says so. Dispose it at the end.
/// </summary>
public sealed class FunctionsTestHost : IAsyncDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);

    private readonly IHost host;
    private readonly TestRuntime runtime;
    private readonly TriggerHost triggers;
    private readonly HttpClient? http;
    private readonly string? ownFolder;

    private FunctionsTestHost(IHost host, string folder, bool ownsFolder)
    {
        this.host = host;
        Folder = folder;
        ownFolder = ownsFolder ? folder : null;
        runtime = host.Services.GetRequiredService<TestRuntime>();
        triggers = host.Services.GetRequiredService<TriggerHost>();
        Clock = host.Services.GetRequiredService<ManualClock>();
        Client = host.Services.GetRequiredService<DurableTaskClient>();
        http = host.LocalAddress() is { } address ? new HttpClient { BaseAddress = address } : null;
    }

    /// <summary>Starts, steers and reads workflows.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>Calls the app's HTTP functions and the host's own addresses; relative addresses will do.</summary>
    /// <exception cref="InvalidOperationException">The host was started without HTTP.</exception>
    public HttpClient Http => http ?? throw new InvalidOperationException("The test host runs without HTTP: set UseHttp.");

    /// <summary>The app's services.</summary>
    public IServiceProvider Services => host.Services;

    /// <summary>The clock of everything in the host, and of whatever of the app asks for a <see cref="TimeProvider"/>.</summary>
    public ManualClock Clock { get; }

    /// <summary>The folder of the app's files and of what the host stores.</summary>
    public string Folder { get; }

    /// <summary>Starts the app of the calling assembly.</summary>
    /// <param name="configure">Does what the app's Program.cs does with its builder, and replaces services; null for nothing.</param>
    /// <param name="options">Functions, settings, folder and the first time; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The running host; all is idle.</returns>
    /// <exception cref="HostConfigurationException">A setting is wrong.</exception>
    /// <exception cref="FunctionDiscoveryException">Functions are wrong; all errors are named.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Task<FunctionsTestHost> StartAsync(
        Action<FunctionsApplicationBuilder>? configure = null, FunctionsTestHostOptions? options = null, CancellationToken cancellationToken = default) =>
        StartAsync(Assembly.GetCallingAssembly(), configure, options ?? new FunctionsTestHostOptions(), cancellationToken);

    /// <summary>Waits until everything that can happen now has happened: what is left waits for time, for a message or an event, or for nothing.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends then.</returns>
    /// <exception cref="TimeoutException">A function runs for a minute on the wall: it waits for something the test does not give it.</exception>
    public async Task RunToIdleAsync(CancellationToken cancellationToken = default)
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            await runtime.SettleAsync(cancellationToken);
            if (await triggers.IsIdleAsync() && !runtime.IsBusy)
                return;
            if (waited.Elapsed > LongestSilence)
                throw new TimeoutException($"The host was not idle for {LongestSilence}: {triggers.Describe()}.");
            await Task.Delay(Moment, TimeProvider.System, cancellationToken);
        }
    }

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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        await host.StopAsync(CancellationToken.None);
        await runtime.DisposeAsync();
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        if (ownFolder is not null)
            Directory.Delete(ownFolder, recursive: true);
    }

    private static async Task<FunctionsTestHost> StartAsync(
        Assembly caller, Action<FunctionsApplicationBuilder>? configure, FunctionsTestHostOptions options, CancellationToken cancellationToken)
    {
        var folder = options.Folder ?? Directory.CreateTempSubdirectory("functions-test-").FullName;
        var builder = new FunctionsApplicationBuilder(["--Host:AppFolder", folder], caller);
        builder.Configuration.AddInMemoryCollection(options.Settings);
        builder.Services.AddSingleton(new ManualClock(options.StartTime));
        builder.Services.AddSingleton(new TriggerPace(LookAtClock: TimeSpan.FromDays(1)));
        builder.Services.AddInMemoryDurableTask(static _ => { });
        builder.ConfigureLocalHost(local =>
        {
            local.Port = 0;
            local.Http = options.UseHttp;
            local.ConsoleLogging = false;
            local.HubFolder = Path.Combine(folder, ".workflows");
            foreach (var type in options.FunctionTypes)
                local.FunctionTypes.Add(type);
        });
        configure?.Invoke(builder);
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        var started = new FunctionsTestHost(host, folder, ownsFolder: options.Folder is null);
        await started.RunToIdleAsync(cancellationToken);
        return started;
    }
}
