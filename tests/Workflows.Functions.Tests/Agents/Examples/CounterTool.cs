using System.Collections.Concurrent;
using System.ComponentModel;
using Workflows.Contracts.Tools;
using Workflows.Tools;

namespace Workflows.Functions.Tests.Agents.Examples;

/// <summary>Counts. Register it with <c>services.AddSingleton(CounterTool.Create())</c>.</summary>
public static class CounterTool
{
    public static ITool Create()
    {
        var counted = new ConcurrentDictionary<string, int>();
        return Tool.Create<Arguments>("count_up", "Counts one up and returns how often it was called.", ToolEffect.ReadOnly,
            (arguments, request, _) =>
            {
                var mine = counted.GetOrAdd(request.IdempotencyKey, _ => counted.Count + 1);     // a repeated call counts once
                return Task.FromResult(ToolResult.Json(new { arguments.What, Count = mine }));
            });
    }

    private sealed record Arguments([property: Description("What is counted.")] string What);
}
