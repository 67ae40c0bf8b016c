using Workflows.Activities.Models.Routing;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models.Costs;

/// <summary>Keeps the books of calls: the ledger before and after each, and what was measured of the model.</summary>
internal sealed class ModelBooks(CostLedger ledger, ModelRouter router, TimeProvider clock)
{
    /// <summary>The outcome of a call that was made before a crash already; null for one that was not.</summary>
    public ModelOutcome? Before(ModelCall call, NamedModel model)
    {
        if (call.CallId is not { } id || ledger.Before(id) is not { } past)
            return null;
        return past.Outcome ?? new Interrupted("The process ended while the model was asked, and the answer is lost: ask again.")
        {
            Model = model.Name,
            Usage = past.Usage,
            LatencyMs = past.LatencyMs,
            WasCutOff = past.Lost,
        };
    }

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
        return new OpenCall(ledger.Begin(entry), entry, call.CallId);
    }

    public void End(OpenCall call, ModelOutcome outcome)
    {
        ledger.Finish(call.Row, outcome, call.Id);
        router.Record(call.Entry.Model, call.Entry.Task, outcome);
    }
}

/// <summary>A call that is noted and not ended.</summary>
/// <param name="Row">Its row in the ledger.</param>
/// <param name="Entry">What was noted.</param>
/// <param name="Id">What it is called when it is executed again; null when it never is.</param>
internal sealed record OpenCall(long Row, CostEntry Entry, string? Id);
