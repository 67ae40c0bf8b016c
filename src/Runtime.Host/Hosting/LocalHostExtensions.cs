using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runtime.Host.Access;
using Runtime.Host.Hosting;
using Runtime.Host.Http;

namespace Workflows.Runtime;

/// <summary>What only the local host can be told or asked.</summary>
public static class LocalHostExtensions
{
    /// <summary>Changes the options of the local host.</summary>
    public static FunctionsApplicationBuilder ConfigureLocalHost(
        this FunctionsApplicationBuilder builder, Action<LocalHostOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        configure(builder.LocalHost);
        return builder;
    }

    /// <summary>Changes the options of the local host.</summary>
    public static IHostBuilder ConfigureLocalHost(this IHostBuilder builder, Action<LocalHostOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        configure(HostBuilderSetup.Options(builder.Properties));
        return builder;
    }

    /// <summary>The address a started host listens on, with its real port; null when it runs without HTTP.</summary>
    public static Uri? LocalAddress(this IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Services.GetService<HttpServer>()?.Address;
    }

    /// <summary>Whether callers of this host have to send a key; false when it runs without HTTP.</summary>
    public static bool AsksForKeys(this IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Services.GetService<HostKeys>() is { Enforced: true };
    }
}
