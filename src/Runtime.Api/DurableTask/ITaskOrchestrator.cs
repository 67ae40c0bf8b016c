namespace Microsoft.DurableTask;

/// <summary>A workflow: deterministic code that is replayed from its history.</summary>
public interface ITaskOrchestrator
{
    /// <summary>Type the input is read as.</summary>
    Type InputType { get; }

    /// <summary>Type of the result.</summary>
    Type OutputType { get; }

    /// <summary>Runs, or replays, the orchestration.</summary>
    Task<object?> RunAsync(TaskOrchestrationContext context, object? input);
}
