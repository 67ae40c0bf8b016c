namespace Runtime.Host.Discovery;

/// <summary>All functions of the app; names are unique whatever their case.</summary>
internal sealed class FunctionCatalog(IReadOnlyList<FunctionModel> functions)
{
    private readonly HashSet<string> orchestrators = new(
        functions.Select(function => function.Trigger).OfType<OrchestrationFunctionTrigger>().Select(trigger => trigger.TaskName),
        StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<FunctionModel> Functions { get; } = functions;

    /// <summary>Sound functions that settings switch off.</summary>
    public IReadOnlyList<FunctionModel> Disabled { get; init; } = [];

    public IEnumerable<FunctionModel> With<TTrigger>()
        where TTrigger : FunctionTrigger => Functions.Where(function => function.Trigger is TTrigger);

    public bool HasOrchestrator(string name) => orchestrators.Contains(name);
}
