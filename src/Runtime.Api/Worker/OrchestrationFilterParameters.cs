namespace Microsoft.DurableTask.Worker;

/// <summary>What an orchestration filter may look at.</summary>
public struct OrchestrationFilterParameters
{
    /// <summary>Name of the orchestration.</summary>
    public string? Name { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
