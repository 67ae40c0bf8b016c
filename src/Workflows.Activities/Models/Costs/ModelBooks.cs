using Workflows.Activities.Models.Routing;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models.Costs;

/// <summary>Keeps the books of calls: the ledger before and after each, and what was measured of the model.</summary>
internal sealed class ModelBooks(CostLedger ledger, ModelRouter router, TimeProvider clock)
{
    public OpenCall Begin(ModelCall call, NamedModel model, decimal? worstUsd)
    {
        var entry = new CostEntry(call.CallId ?? Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"), clock.GetUtcNow(), model.Name)
        {
            Run = call.Who?.Run ?? "",
            Agent = call.Who?.Agent ?? "",
            Tenant = call.Who?.Tenant ?? "",
            Task = ModelRouter.Named(call.Who?.Task ?? call.Who?.Agent),
            WorstUsd = worstUsd,
            InputPrice = model.InputPricePerMillion,
            OutputPrice = model.OutputPricePerMillion,
        };
        var (row, earlier, executions) = ledger.Begin(entry);
        return new OpenCall(row, entry, earlier, executions);
    }

    /// <summary>The outcome, with what earlier executions of the same call used.</summary>
    public ModelOutcome End(OpenCall call, ModelOutcome outcome)
    {
        ledger.Finish(call.Row, outcome);
        router.Record(call.Entry.Model, call.Entry.Task, outcome);
        return call.Executions == 0
            ? outcome
            : outcome with { Usage = outcome.Usage.Plus(call.Earlier), Executions = call.Executions + 1 };
    }
}

/// <summary>A call that is noted and not ended.</summary>
/// <param name="Row">Its row in the ledger.</param>
/// <param name="Entry">What was noted.</param>
/// <param name="Earlier">What earlier executions used.</param>
/// <param name="Executions">How many there were.</param>
internal sealed record OpenCall(long Row, CostEntry Entry, ModelUsage Earlier, int Executions);
