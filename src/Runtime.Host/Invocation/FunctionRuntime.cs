using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Discovery;
using Runtime.Host.Settings;

namespace Runtime.Host.Invocation;

/// <summary>All that is needed to call the app's functions. Made before the container, which is handed over when it exists.</summary>
internal sealed class FunctionRuntime(FunctionCatalog catalog, HostJson settings)
{
    private readonly Dictionary<string, FunctionEntry> entries =
        catalog.Functions.ToDictionary(
            model => model.Name, model => new FunctionEntry(model, settings.FunctionTimeout), StringComparer.Ordinal);

    private IServiceProvider? services;
    private FunctionPipeline? pipeline;

    public FunctionCatalog Catalog { get; } = catalog;

    public IServiceProvider Services => services ?? throw new InvalidOperationException("No function can run before the host is built.");

    public FunctionPipeline Pipeline => pipeline ??= Services.GetRequiredService<FunctionPipeline>();

    public FunctionEntry Entry(FunctionModel model) => entries[model.Name];

    public void Attach(IServiceProvider provider) => services = provider;
}
