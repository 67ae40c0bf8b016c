using Microsoft.Azure.Functions.Worker;
using Workflows.Contracts.Tools;

namespace Workflows.Activities.Tools;

/// <summary>One tool call of one agent.</summary>
/// <param name="registry">Has the tools and their rules.</param>
public sealed class CallToolActivity(IToolRegistry registry)
{
    /// <summary>Calls the tool. Every expected end, a refusal or a failure too, is a result and not an exception.</summary>
    /// <param name="call">The call.</param>
    /// <param name="context">Says which execution this is a repetition of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Function("CallTool")]
    public Task<ToolOutcome> RunAsync([ActivityTrigger] ToolCall call, FunctionContext context, CancellationToken cancellationToken) =>
        registry.InvokeAsync(call, KeyOf(call, context), cancellationToken);

    /// <summary>
    /// The engine's key where it gives one. Elsewhere the call's own names serve: they are the same in every repetition, and a run does not use an id twice.
    /// </summary>
    private static string KeyOf(ToolCall call, FunctionContext context) =>
        context.BindingContext.BindingData.TryGetValue("idempotencyKey", out var key) && key is string text ? text : $"{call.Run}:{call.Agent}:{call.CallId}";
}
