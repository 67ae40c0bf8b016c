using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Hosting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Makes a host builder run functions with the types of ASP.NET Core.</summary>
public static class FunctionsHostBuilderExtensions
{
    /// <summary>Runs functions with the default settings.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IHostBuilder ConfigureFunctionsWebApplication(this IHostBuilder builder) =>
        HostBuilderSetup.Configure(builder, Assembly.GetCallingAssembly(), configure: null, configureOptions: null);

    /// <summary>Runs functions, with middleware and services of the app.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IHostBuilder ConfigureFunctionsWebApplication(
        this IHostBuilder builder, Action<IFunctionsWorkerApplicationBuilder> configureWorker) =>
        HostBuilderSetup.Configure(builder, Assembly.GetCallingAssembly(), (_, worker) => configureWorker(worker), configureOptions: null);

    /// <summary>Runs functions, with middleware and services that depend on the host's environment or configuration.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IHostBuilder ConfigureFunctionsWebApplication(
        this IHostBuilder builder, Action<HostBuilderContext, IFunctionsWorkerApplicationBuilder> configureWorker) =>
        HostBuilderSetup.Configure(builder, Assembly.GetCallingAssembly(), configureWorker, configureOptions: null);
}
