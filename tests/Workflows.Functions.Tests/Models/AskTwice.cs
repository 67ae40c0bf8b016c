using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts.Models;
using Workflows.Functions.Models;

namespace Workflows.Functions.Tests.Models;

/// <summary>Asks by policy, waits for the event "go", and asks again.</summary>
public static class AskTwice
{
    [Function(nameof(AskTwice))]
    public static async Task<string[]> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<AskInput>()!;
        var first = await ModelDesk.AskAsync(context, input.Call, input.Who);
        context.SetCustomStatus("asked");
        await context.WaitForExternalEvent<string>("go");
        var second = await ModelDesk.AskAsync(context, input.Call, input.Who);
        return [first.Model, second.Model];
    }
}
