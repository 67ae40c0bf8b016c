using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models.Routing;

/// <summary>Takes verdicts on answers into what is known of models.</summary>
/// <param name="services">The app's services.</param>
public sealed class GradeModelActivity(IServiceProvider services)
{
    /// <summary>Counts one verdict. Executed twice after a crash it counts twice, which moves an average by little.</summary>
    /// <param name="grade">The verdict.</param>
    [Function("GradeModel")]
    public bool Run([ActivityTrigger] ModelGrade grade)
    {
        services.GetRequiredService<ModelRouter>().Grade(grade);
        return true;
    }
}
