using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Models.TestServer;
using Workflows.Activities.Models;
using Workflows.Contracts.Models;
using Workflows.Functions.Models;
using Workflows.Testing;

namespace Workflows.Functions.Tests.Models;

/// <summary>The app with its models at a test server, on virtual time.</summary>
internal static class ModelApp
{
    public static Task<FunctionsTestHost> StartAsync(ModelServer server, params (string Name, string Value)[] more)
    {
        var options = new FunctionsTestHostOptions { UseHttp = false };
        options.FunctionTypes.Add(typeof(AskModelActivity));
        options.FunctionTypes.Add(typeof(AskOnce));
        options.Settings["Models:Default"] = "m";
        options.Settings["Models:Named:m:Provider"] = "openai-compatible";
        options.Settings["Models:Named:m:Model"] = "test-model";
        options.Settings["Models:Named:m:Endpoint"] = server.Address + "/v1";
        options.Settings["Models:Named:m:InputPricePerMillion"] = "2.5";
        options.Settings["Models:Named:m:OutputPricePerMillion"] = "10";
        foreach (var (name, value) in more)
            options.Settings[name] = value;
        return FunctionsTestHost.StartAsync(builder => builder.AddWorkflows(), options);
    }

    public static async Task<ModelOutcome> AskAsync(this FunctionsTestHost host, ModelCall call, string agent = "tester")
    {
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(AskOnce), new AskInput(call, new ModelAsker(agent)));
        for (var hours = 0; hours < 48; hours++)
        {
            await host.AdvanceAsync(TimeSpan.FromMinutes(30));
            var run = (await host.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!;
            if (run.IsCompleted)
                return run.ReadOutputAs<ModelResult>()!.Outcome;
        }

        throw new TimeoutException("The run did not end within a day.");
    }
}

internal sealed record AskInput(ModelCall Call, ModelAsker Who);

/// <summary>Asks a model once, as any orchestrator does.</summary>
public static class AskOnce
{
    [Function(nameof(AskOnce))]
    public static async Task<ModelResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<AskInput>()!;
        return new ModelResult(await ModelDesk.AskAsync(context, input.Call, input.Who));
    }
}
