using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.Engine.Pumps;
using Workflows.Activities.Models.Costs;
using Workflows.Functions;
using Workflows.Runtime;

namespace Workflows.Cli;

/// <summary>The Functions app in this process, built as its Program.cs builds it.</summary>
internal sealed class AppHost : IAsyncDisposable
{
    private readonly IHost host;

    private AppHost(IHost host) => this.host = host;

    public IServiceProvider Services => host.Services;

    public DurableTaskClient Client => host.Services.GetRequiredService<DurableTaskClient>();

    public DurableEngine Engine => host.Services.GetRequiredService<EmbeddedRuntime>().Engine;

    /// <summary>Where HTTP is answered; null without HTTP.</summary>
    public Uri? Address => host.LocalAddress();

    /// <summary>Whether its callers send a key.</summary>
    public bool AsksForKeys => host.AsksForKeys();

    /// <summary>Builds and starts the app.</summary>
    /// <param name="configure">What this command wants of the local host.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    public static Task<AppHost> StartAsync(Action<LocalHostOptions> configure, CancellationToken cancellationToken) =>
        StartAsync(configure, static _ => { }, cancellationToken);

    /// <summary>The app on a hub of its own that takes in commands and carries nothing on.</summary>
    /// <param name="hub">The hub's folder.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    public static Task<AppHost> StartIdleAsync(string hub, CancellationToken cancellationToken) =>
        StartAsync(options => Quiet(options, hub), static services => Hub(services, hub => hub.Engine.CarriesOn = false), cancellationToken);

    /// <summary>The app on no file at all: its code can be asked what it does with a history.</summary>
    /// <param name="cancellationToken">Gives up the start.</param>
    public static Task<AppHost> StartWithoutHubAsync(CancellationToken cancellationToken) =>
        StartAsync(options => Quiet(options, hub: null), static services => Hub(services, hub => hub.InMemory = true), cancellationToken);

    /// <summary>The app without runs, beside the books of a hub that another process may have open.</summary>
    /// <param name="hub">The hub's folder; null for the usual one.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    public static Task<AppHost> StartBesideAsync(string? hub, CancellationToken cancellationToken) => StartAsync(
        options => Quiet(options, hub: null),
        services =>
        {
            Hub(services, memory => memory.InMemory = true);
            services.PostConfigure<CostLedgerOptions>(ledger => ledger.Folder = hub ?? new EmbeddedHubOptions().Folder);
        },
        cancellationToken);

    private static void Hub(IServiceCollection services, Action<EmbeddedHubOptions> configure) => services.Configure(configure);

    private static void Quiet(LocalHostOptions options, string? hub)
    {
        options.Http = false;
        options.ConsoleLogging = false;
        options.HubFolder = hub;
    }

    private static async Task<AppHost> StartAsync(Action<LocalHostOptions> configure, Action<IServiceCollection> services, CancellationToken cancellationToken)
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        builder.AddWorkflows();
        // What goes wrong at the start is our border's to say: once, and without a stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        string? hub = null;
        builder.ConfigureLocalHost(options =>
        {
            options.FunctionAssemblies.Add(typeof(WorkflowsSetup).Assembly);
            options.FunctionAssemblies.Add(typeof(Activities.Files.ProcessFilesActivity).Assembly);
            configure(options);
            hub = options.HubFolder;
            if (!options.Http)
                LeaveFilesAlone(builder.Configuration);
            if (options.HubFolder is { } folder)
                builder.Configuration["Host:HubFolder"] = folder;       // streams and the audit log lie beside the runs
        });
        builder.Services.PostConfigure<CostLedgerOptions>(ledger => ledger.Folder = hub ?? ledger.Folder);
        services(builder.Services);
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new AppHost(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    // Only `dev` serves drops and batches: a command that ends by itself opens no storage, which another process may have.
    private static void LeaveFilesAlone(ConfigurationManager settings)
    {
        settings["GpuHost:InProcess"] = "false";
        settings["AzureWebJobs.DropArrived.Disabled"] = "true";
        settings["AzureWebJobs.BatchFinished.Disabled"] = "true";
    }

    public Task StopAsync() => host.StopAsync(CancellationToken.None);

    /// <summary>Waits until the process is asked to stop.</summary>
    public Task WaitForStopAsync(CancellationToken cancellationToken) => host.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
