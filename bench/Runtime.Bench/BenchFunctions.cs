using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Runtime.Bench;

/// <summary>What the HTTP workloads run.</summary>
public static class BenchFunctions
{
    /// <summary>Ends in its first turn with what it was given.</summary>
    [Function("Echo")]
    public static Task<string> EchoAsync([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult(context.GetInput<string>()!);
}
