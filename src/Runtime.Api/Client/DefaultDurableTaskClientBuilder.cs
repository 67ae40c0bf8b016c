using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask.Client;

/// <summary>Builds a client of the build target's class.</summary>
/// <param name="name">Name of the client; null is the default one.</param>
/// <param name="services">The services the client is added to.</param>
public class DefaultDurableTaskClientBuilder(string? name, IServiceCollection services) : IDurableTaskClientBuilder
{
    private Type? buildTarget;

    /// <inheritdoc/>
    public string Name { get; } = name ?? Microsoft.Extensions.Options.Options.DefaultName;

    /// <inheritdoc/>
    public IServiceCollection Services { get; } = services ?? throw new ArgumentNullException(nameof(services));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The type is no concrete client.</exception>
    public Type? BuildTarget
    {
        get => buildTarget;
        set
        {
            if (value is not null && (!typeof(DurableTaskClient).IsAssignableFrom(value) || value.IsAbstract))
                throw new ArgumentException($"'{value}' must be a concrete class derived from {nameof(DurableTaskClient)}.", nameof(value));

            buildTarget = value;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No build target was chosen.</exception>
    public DurableTaskClient Build(IServiceProvider serviceProvider)
    {
        ArgumentNullException.ThrowIfNull(serviceProvider);
        if (buildTarget is null)
        {
            throw new InvalidOperationException(
                $"The Durable Task client '{Name}' has no implementation: use {nameof(BuildTarget)}.");
        }

        return (DurableTaskClient)ActivatorUtilities.CreateInstance(serviceProvider, buildTarget, Name);
    }
}
