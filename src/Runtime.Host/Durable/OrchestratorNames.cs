using Microsoft.DurableTask;
using Microsoft.Extensions.Options;

namespace Runtime.Host.Durable;

/// <summary>Every orchestrator of the default worker: the app's functions and the classes it registered itself.</summary>
internal sealed class OrchestratorNames(IOptionsMonitor<DurableTaskRegistry> registry)
{
    private readonly Lazy<HashSet<string>> names = new(() =>
        registry.Get(Options.DefaultName).GetOrchestrators().Select(pair => pair.Key.Name).ToHashSet(StringComparer.OrdinalIgnoreCase));

    public bool Contains(string name) => names.Value.Contains(name);
}
