using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the worker to an app's services.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Runs the functions of the calling assembly and of the assemblies it refers to. Asked again, gives the same builder.</summary>
    /// <param name="services">The app's services, those of a generic host.</param>
    /// <param name="configure">Changes the worker's options.</param>
    /// <exception cref="Workflows.Runtime.HostConfigurationException">A setting is wrong; everything that is wrong is named.</exception>
    /// <exception cref="Workflows.Runtime.FunctionDiscoveryException">Functions are wrong; all errors are named.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IFunctionsWorkerApplicationBuilder AddFunctionsWorkerDefaults(
        this IServiceCollection services, Action<WorkerOptions>? configure = null) =>
        ServiceWorkerSetup.Add(services, Assembly.GetCallingAssembly(), configure);

    /// <summary>The same: here the core brings all that the defaults have.</summary>
    /// <param name="services">The app's services, those of a generic host.</param>
    /// <param name="configure">Changes the worker's options.</param>
    /// <exception cref="Workflows.Runtime.HostConfigurationException">A setting is wrong; everything that is wrong is named.</exception>
    /// <exception cref="Workflows.Runtime.FunctionDiscoveryException">Functions are wrong; all errors are named.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IFunctionsWorkerApplicationBuilder AddFunctionsWorkerCore(
        this IServiceCollection services, Action<WorkerOptions>? configure = null) =>
        ServiceWorkerSetup.Add(services, Assembly.GetCallingAssembly(), configure);
}
