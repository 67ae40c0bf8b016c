using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Hosting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Makes a host builder run the functions of the calling assembly and of the assemblies it refers to.</summary>
public static class WorkerHostBuilderExtensions
{
    /// <summary>Runs functions with the default settings.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IHostBuilder ConfigureFunctionsWorkerDefaults(this IHostBuilder builder) =>
        HostBuilderSetup.Configure(builder, Assembly.GetCallingAssembly(), configure: null, configureOptions: null);

    /// <summary>Runs functions, with middleware and services of the app.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IHostBuilder ConfigureFunctionsWorkerDefaults(
        this IHostBuilder builder, Action<IFunctionsWorkerApplicationBuilder> configure) =>
        HostBuilderSetup.Configure(builder, Assembly.GetCallingAssembly(), (_, worker) => configure(worker), configureOptions: null);

    /// <summary>Runs functions, with the worker's options changed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IHostBuilder ConfigureFunctionsWorkerDefaults(this IHostBuilder builder, Action<WorkerOptions> configureOptions) =>
        HostBuilderSetup.Configure(builder, Assembly.GetCallingAssembly(), configure: null, configureOptions);

    /// <summary>Runs functions, with middleware and services of the app and the worker's options changed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IHostBuilder ConfigureFunctionsWorkerDefaults(
        this IHostBuilder builder, Action<IFunctionsWorkerApplicationBuilder> configure, Action<WorkerOptions>? configureOptions) =>
        HostBuilderSetup.Configure(builder, Assembly.GetCallingAssembly(), (_, worker) => configure(worker), configureOptions);

    /// <summary>Runs functions, with middleware and services that depend on the host's environment or configuration.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IHostBuilder ConfigureFunctionsWorkerDefaults(
        this IHostBuilder builder, Action<HostBuilderContext, IFunctionsWorkerApplicationBuilder> configure) =>
        HostBuilderSetup.Configure(builder, Assembly.GetCallingAssembly(), configure, configureOptions: null);

    /// <summary>Runs functions, with middleware and services that depend on the host's environment or configuration, and options.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IHostBuilder ConfigureFunctionsWorkerDefaults(
        this IHostBuilder builder,
        Action<HostBuilderContext, IFunctionsWorkerApplicationBuilder> configure,
        Action<WorkerOptions>? configureOptions) =>
        HostBuilderSetup.Configure(builder, Assembly.GetCallingAssembly(), configure, configureOptions);
}
