using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask.Client;

/// <summary>Configures one named client.</summary>
public interface IDurableTaskClientBuilder
{
    /// <summary>Name of the client, and of its options.</summary>
    string Name { get; }

    /// <summary>The services the client is added to.</summary>
    IServiceCollection Services { get; }

    /// <summary>The class of the client; it derives from <see cref="DurableTaskClient"/>.</summary>
    Type? BuildTarget { get; set; }

    /// <summary>Creates the client.</summary>
    DurableTaskClient Build(IServiceProvider serviceProvider);
}
