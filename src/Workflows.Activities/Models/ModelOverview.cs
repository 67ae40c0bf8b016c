using Workflows.Activities.Models.Costs;
using Workflows.Activities.Models.Routing;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models;

/// <summary>What is configured and what is known of it, also while another process asks the models: both read the same file.</summary>
public sealed class ModelOverview
{
    private readonly ModelClients clients;
    private readonly CostLedger ledger;
    private readonly TimeProvider clock;

    internal ModelOverview(ModelClients clients, CostLedger ledger, TimeProvider clock)
    {
        this.clients = clients;
        this.ledger = ledger;
        this.clock = clock;
    }

    /// <summary>Name of the model of calls that name none.</summary>
    public string Default => clients.Default.Model.Name;

    /// <summary>Every configured model, in order of name.</summary>
    /// <returns>One status for each.</returns>
    public IReadOnlyList<ModelStatus> Read()
    {
        var problems = ledger.ReadHealth().ToDictionary(
            health => health.Model, health => health.ProblemAt(clock.GetUtcNow()), StringComparer.OrdinalIgnoreCase);
        var known = ledger.ReadArms().ToLookup(arm => arm.Model, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. clients.All.Select(client => client.Model).OrderBy(model => model.Name, StringComparer.Ordinal).Select(model => new ModelStatus(model.Info)
            {
                Problem = problems.GetValueOrDefault(model.Name),
                IsLocalService = model.Service is not null,
                Measured = [.. known[model.Name].OrderBy(arm => arm.Task, StringComparer.Ordinal).Select(Measure)],
            }),
        ];
    }

    private static ModelMeasure Measure(StoredArm stored)
    {
        var arm = ModelArm.From(stored.Values);
        return new ModelMeasure(stored.Task, Math.Round(arm.Calls, 1))
        {
            Answered = arm.Calls > 0 ? Math.Round(arm.Answered / arm.Calls, 4) : 0,
            Quality = arm.Graded > 0 ? Math.Round(arm.QualitySum / arm.Graded, 4) : null,
            Seconds = Math.Round(arm.Seconds, 3),
            Usd = (decimal)Math.Round(arm.Usd, 8),
        };
    }
}
