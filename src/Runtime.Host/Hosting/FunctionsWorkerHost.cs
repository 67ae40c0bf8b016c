using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runtime.Host.Hosting;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a functions app that needs no builder of its own.</summary>
public static class FunctionsWorkerHost
{
    /// <summary>Builds and runs the app of the calling assembly until the process is told to stop.</summary>
    /// <param name="configureServices">Adds the app's services.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RunDefault(Action<IServiceCollection>? configureServices = null)
    {
        using var host = Build(Assembly.GetCallingAssembly(), configureServices);
        host.Run();
    }

    /// <summary>Builds and runs the app of the calling assembly until the process is told to stop.</summary>
    /// <param name="configureService">Adds the app's services.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Task RunDefaultAsync(Action<IServiceCollection>? configureService = null) =>
        RunAsync(Build(Assembly.GetCallingAssembly(), configureService));

    private static async Task RunAsync(IHost host)
    {
        using (host)
            await host.RunAsync();
    }

    private static IHost Build(Assembly caller, Action<IServiceCollection>? configureServices)
    {
        var builder = HostBuilderSetup.Configure(new HostBuilder(), caller, configure: null, configureOptions: null);
        if (configureServices is not null)
            builder.ConfigureServices(configureServices);
        return builder.Build();
    }
}
