using System.Runtime.CompilerServices;
using Microsoft.DurableTask;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Ties the context of an orchestration to the function call that runs it, for as long as both live.</summary>
internal static class FunctionContextLink
{
    private static readonly ConditionalWeakTable<TaskOrchestrationContext, FunctionContext> Links = [];

    internal static void Attach(TaskOrchestrationContext orchestration, FunctionContext function) =>
        Links.AddOrUpdate(orchestration, function);

    internal static FunctionContext? Find(TaskOrchestrationContext orchestration) =>
        Links.TryGetValue(orchestration, out var function) ? function : null;
}
