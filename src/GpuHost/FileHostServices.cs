using GpuHost.Core.Cuda;
using GpuHost.Core.Rules;
using GpuHost.Health;
using GpuHost.Sending;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Batches;

namespace GpuHost;

/// <summary>Adds the file host to an app's services.</summary>
public static class FileHostServices
{
    /// <summary>
    /// Adds the settings of section <c>GpuHost</c>, checked at the start, <see cref="IFileBatches"/>, and the host itself, which serves the queue unless
    /// <c>GpuHost:InProcess</c> is false. <see cref="IStorageAccounts"/> is to be among the services. The <see cref="SharedDevice"/> is there for others
    /// who process files with the built-in rules.
    /// </summary>
    /// <param name="services">The app's services.</param>
    public static IServiceCollection AddFileHost(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<FileHostOptions>, FileHostOptionsCheck>();
        services.AddOptions<FileHostOptions>()
            .Configure<IConfiguration>((options, configuration) => FileHostSettings.Readable(configuration).Bind(options)).ValidateOnStart();
        services.AddSingleton<IFileBatches, BatchSubmitter>();
        services.AddSingleton<IDropStore, DropStore>();
        services.TryAddSingleton<FileHostMetrics>();
        services.AddSingleton(provider => new SharedDevice(
            provider.GetRequiredService<IOptions<FileHostOptions>>().Value.Core, RuleSet.BuiltIn, provider.GetRequiredService<ILogger<SharedDevice>>()));
        services.AddSingleton<FileHost>();
        services.AddHostedService(provider => provider.GetRequiredService<FileHost>());
        return services;
    }
}
