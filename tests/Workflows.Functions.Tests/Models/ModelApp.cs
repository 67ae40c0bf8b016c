using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Models.TestServer;
using Workflows.Activities.Models;
using Workflows.Activities.Models.Budgets;
using Workflows.Activities.Models.Costs;
using Workflows.Activities.Models.Health;
using Workflows.Activities.Models.Routing;
using Workflows.Activities.People;
using Workflows.Contracts.Models;
using Workflows.Functions.Entities;
using Workflows.Functions.Models;
using Workflows.Functions.Models.Bench;
using Workflows.Functions.Orchestrators;
using Workflows.Functions.Triggers;
using Workflows.Testing;

namespace Workflows.Functions.Tests.Models;

/// <summary>The app with its models at a test server, on virtual time.</summary>
internal static class ModelApp
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);        // of the wall: a loaded machine starts processes slowly

    private static readonly Type[] Functions =
    [
        typeof(AskModelActivity), typeof(PlanModelCallActivity), typeof(GradeModelActivity), typeof(RecoveryActivities), typeof(ModelBudget),
        typeof(RecoverOrchestrator), typeof(WatchModels), typeof(AskOnce), typeof(AskTwice), typeof(AskBudget), typeof(BenchModelsOrchestrator),
        typeof(FindEndedRunsActivity), typeof(InboxEntry), typeof(WriteAuditActivity),
    ];

    public static Task<FunctionsTestHost> StartAsync(ModelServer server, params (string Name, string Value)[] more) =>
        StartAsync([("Models:Default", "m"), .. Named("m", server), .. more]);

    public static Task<FunctionsTestHost> StartAsync(IEnumerable<(string Name, string Value)> settings)
    {
        var options = new FunctionsTestHostOptions { UseHttp = false };
        foreach (var type in Functions)
            options.FunctionTypes.Add(type);
        foreach (var (name, value) in settings)
            options.Settings[name] = value;
        return FunctionsTestHost.StartAsync(Configure, options);
    }

    /// <summary>Requests are real, so the limit of their time is too: virtual hours may pass while one is under way.</summary>
    private static void Configure(FunctionsApplicationBuilder builder)
    {
        builder.AddWorkflows();
        builder.Services.AddSingleton(services => new ModelGateway(
            services.GetRequiredService<ModelClients>(), TimeProvider.System, NullLogger<ModelGateway>.Instance,
            services.GetRequiredService<ModelBooks>(), watcher: null));
    }

    public static (string Name, string Value)[] Named(string name, ModelServer server) =>
    [
        ($"Models:Named:{name}:Provider", "openai-compatible"),
        ($"Models:Named:{name}:Model", "test-model"),
        ($"Models:Named:{name}:Endpoint", server.Address + "/v1"),
        ($"Models:Named:{name}:InputPricePerMillion", "2.5"),
        ($"Models:Named:{name}:OutputPricePerMillion", "10"),
    ];

    public static string LedgerFolder(this FunctionsTestHost host) => Path.Combine(host.Folder, ".workflows");

    public static Task<string> ScheduleAsync(this FunctionsTestHost host, ModelCall call, string agent = "tester") =>
        host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(AskOnce), new AskInput(call, new ModelAsker(agent)));

    public static async Task<ModelOutcome> AskAsync(this FunctionsTestHost host, ModelCall call, string agent = "tester") =>
        await host.EndAsync(await host.ScheduleAsync(call, agent));

    public static async Task<IReadOnlyList<ModelOutcome>> AskManyAsync(this FunctionsTestHost host, ModelCall call, int count)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
            ids.Add(await host.ScheduleAsync(call));
        var outcomes = new List<ModelOutcome>();
        foreach (var id in ids)
            outcomes.Add(await host.EndAsync(id));
        return outcomes;
    }

    /// <summary>Lets time pass until a run ends: in seconds first, in hours later. Requests take time of the wall, so they get some.</summary>
    public static async Task<ModelOutcome> EndAsync(this FunctionsTestHost host, string id) =>
        (await host.EndAsync<ModelResult>(id)).Outcome;

    public static async Task<T> EndAsync<T>(this FunctionsTestHost host, string id)
    {
        var usesProcesses = host.Services.GetRequiredService<ModelSet>().ByName.Values.Any(model => model.Service is not null);
        // A process starts in time of the wall, and has a limit of virtual time.
        var later = usesProcesses ? TimeSpan.FromSeconds(2) : TimeSpan.FromHours(1);
        var began = Stopwatch.GetTimestamp();
        for (var step = 0; Stopwatch.GetElapsedTime(began) < Patience; step++)
        {
            await host.RunToIdleAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(step == 0 ? 1_000 : 100));
            try
            {
                var run = await host.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, patience.Token);
                Assert.True(run.RuntimeStatus == OrchestrationRuntimeStatus.Completed, $"{run.RuntimeStatus}: {run.FailureDetails?.ErrorMessage}");
                return run.ReadOutputAs<T>()!;
            }
            catch (OperationCanceledException)
            {
                await host.AdvanceAsync(step < 60 ? TimeSpan.FromSeconds(2) : later);
            }
        }

        throw new TimeoutException($"The run did not end within {Patience.TotalMinutes:0} minutes.");
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
