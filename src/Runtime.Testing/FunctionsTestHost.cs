using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runtime.Host.Settings;
using Runtime.Host.Triggers;
using Workflows.Runtime;
using Workflows.Storage;

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

    /// <summary>The queues and blob containers behind a connection's name: for putting in what sets functions off, and looking at what came out.</summary>
    /// <param name="connection">The setting's name; null for the usual one, AzureWebJobsStorage.</param>
    /// <returns>The account; in the host's folder unless the setting says otherwise.</returns>
    /// <exception cref="StorageException">The setting is wrong.</exception>
    public ValueTask<IStorageAccount> StorageAsync(string? connection = null) => Services.GetRequiredService<IStorageAccounts>().GetAsync(connection);

    /// <summary>Sends a message to a queue, made when missing, as the app's own outputs do; the function that waits for it has run when this ends.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="text">The message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when all is idle.</returns>
    public async Task SendAsync(string queue, string text, CancellationToken cancellationToken = default)
    {
        var target = (await StorageAsync()).Queue(queue);
        await target.CreateAsync(cancellationToken);
        var encoding = Services.GetRequiredService<HostJson>().Queues.Encoding;
        await target.SendAsync(QueueBody.Encode(Encoding.UTF8.GetBytes(text), encoding), options: null, cancellationToken);
        await RunToIdleAsync(cancellationToken);
    }

    /// <summary>Stores a blob, its container made when missing; the functions that wait for it have run when this ends.</summary>
    /// <param name="path">Container and name, such as <c>drops/a/b.txt</c>.</param>
    /// <param name="text">The content.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when all is idle.</returns>
    public async Task UploadAsync(string path, string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var container = (await StorageAsync()).Container(path[..slash]);
        await container.CreateAsync(cancellationToken);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false);
        await container.UploadAsync(path[(slash + 1)..], content, options: null, cancellationToken);
        await RunToIdleAsync(cancellationToken);
    }

    /// <summary>Runs a timer, queue or blob function by hand and waits until all is idle.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="input">What stands for the event: a message's text, a blob's path; not used by a timer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when all is idle.</returns>
    /// <exception cref="ArgumentException">There is no such function, or it cannot be run by hand.</exception>
    public async Task RunFunctionAsync(string function, string? input = null, CancellationToken cancellationToken = default)
    {
        if (!triggers.TryRunByHand(function, input))
            throw new ArgumentException($"There is no timer, queue or blob function '{function}'.", nameof(function));
        await RunToIdleAsync(cancellationToken);
    }

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
        builder.Configuration["Host:HubFolder"] = Path.Combine(folder, ".workflows");
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
