using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts.Models.Bench;

namespace Workflows.Functions.Models.Bench;

/// <summary>Measures models on graded questions, one model after the other. Budgets hold for it as for every run.</summary>
public static class BenchModelsOrchestrator
{
    /// <summary>Its name.</summary>
    public const string Name = "BenchModels";

    /// <summary>Runs the measurement.</summary>
    /// <param name="context">The orchestration; its input is a <see cref="BenchRequest"/>.</param>
    [Function(Name)]
    public static async Task<BenchReport> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var request = context.GetInput<BenchRequest>()!;
        var profiles = new List<ModelProfile>();
        foreach (var model in request.Models)
        {
            context.SetCustomStatus(new { Model = model, Done = profiles.Count, Of = request.Models.Count });
            profiles.Add(await new ModelMeasuring(context, request, model).RunAsync());
        }

        return new BenchReport(profiles);
    }
}
