using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models.Routing;

/// <summary>The choice of a model, as a step of its own so that history keeps it and its reasons.</summary>
/// <param name="services">The app's services.</param>
public sealed class PlanModelCallActivity(IServiceProvider services)
{
    /// <summary>Chooses the model of a call and the budgets that pay for it.</summary>
    /// <param name="request">What must be known of the call.</param>
    [Function("PlanModelCall")]
    public ModelPlan Run([ActivityTrigger] ModelPlanRequest request)
    {
        var material = request.Material is { } kind
            ? services.GetServices<IMaterialReader>().FirstOrDefault(reader => reader.Kind == kind)?.BytesMax ?? 0
            : 0;
        return services.GetRequiredService<CallPlanner>().Plan(request with { Bytes = request.Bytes + material });
    }
}
