using Workflows.Activities.Models.Costs;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models.Routing;

/// <summary>
/// Chooses among models by what was measured of them, for all runs of the process together. Measurements are kept in the cost ledger and
/// read again at the first choice after a start; without a ledger they are forgotten.
/// </summary>
internal sealed class ModelRouter(CostLedger? ledger)
{
    private readonly Lock gate = new();
    private readonly Lock storing = new();      // taken before the gate, so that nobody waits for the disk to choose
    private readonly Dictionary<(string Model, string Task), ModelArm> arms = [];
    private readonly Dictionary<string, ModelArm> totals = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Model, string Task), int> pending = [];
    private bool loaded;

    /// <summary>The best of the candidates and why; the first of equals by name. There must be one.</summary>
    public (string Model, string Reason) Choose(IReadOnlyCollection<string> candidates, string task, ModelPolicy policy)
    {
        lock (gate)
        {
            Load();
            var calls = 0.0;
            double usdMost = 0, secondsMost = 0;
            foreach (var name in candidates)
            {
                calls += Arm(name, task).Calls;
                usdMost = Math.Max(usdMost, Known(name, task).Usd);
                secondsMost = Math.Max(secondsMost, Known(name, task).Seconds);
            }

            var (best, score) = ("", double.NegativeInfinity);
            foreach (var name in candidates.Order(StringComparer.Ordinal))
            {
                var scale = new RouteScale(calls, usdMost, secondsMost, pending.GetValueOrDefault((name, task)));
                var own = Arm(name, task);
                var worth = RouteScore.Of(own, totals.GetValueOrDefault(name, ModelArm.New).Plus(own.Times(-1)), scale, policy);
                if (worth > score)
                    (best, score) = (name, worth);
            }

            pending[(best, task)] = pending.GetValueOrDefault((best, task)) + 1;
            return (best, Explain(best, task, score, candidates.Count));
        }
    }

    public void Record(string model, string task, ModelOutcome outcome)
    {
        // A question that cannot be asked says nothing about the model.
        if (outcome is InvalidRequest)
            return;
        Change(model, task, arm => arm.WithCall(outcome is Answered, outcome.LatencyMs / 1000.0, outcome.Usage.CostUsd ?? 0));
    }

    public void Grade(ModelGrade grade) => Change(grade.Model, Named(grade.Task), arm => arm.WithGrade(Math.Clamp(grade.Quality, 0, 1)));

    /// <summary>The kind of work, bounded: what has no name of its own shares one.</summary>
    public static string Named(string? task) => string.IsNullOrWhiteSpace(task) ? "any" : task.Length <= 64 ? task : task[..64];

    private void Change(string model, string task, Func<ModelArm, ModelArm> change)
    {
        lock (gate)
        {
            Load();
            var before = Arm(model, task);
            var after = arms[(model, task)] = change(before);
            totals[model] = totals.GetValueOrDefault(model, ModelArm.New).Plus(after).Plus(before.Times(-1));
            if (pending.TryGetValue((model, task), out var open) && after.Calls > before.Calls)
                pending[(model, task)] = Math.Max(0, open - 1);
        }

        if (ledger is not null)
            Store(ledger, model, task);
    }

    // What is written is what is known by then: of two changes at once the later one may come here first, and the earlier one must not undo it.
    private void Store(CostLedger books, string model, string task)
    {
        lock (storing)
        {
            ModelArm now;
            lock (gate)
                now = Arm(model, task);
            books.WriteArm(new StoredArm(model, task, [now.Calls, now.Answered, now.Graded, now.QualitySum, now.SecondsSum, now.UsdSum]));
        }
    }

    private ModelArm Arm(string model, string task) => arms.GetValueOrDefault((model, task), ModelArm.New);

    private ModelArm Known(string model, string task) =>
        Arm(model, task) is { Calls: > 0 } own ? own : totals.GetValueOrDefault(model, ModelArm.New);

    private string Explain(string model, string task, double score, int count)
    {
        var arm = Arm(model, task);
        return arm.Calls == 0
            ? $"best of {count}: score {score:0.000}, not yet measured at '{task}'"
            : $"best of {count}: score {score:0.000}; at '{task}' answered {arm.Answered / arm.Calls:P0} of {arm.Calls:0} calls, "
                + $"quality {(arm.Graded > 0 ? arm.QualitySum / arm.Graded : double.NaN):0.00}, {arm.Seconds:0.0} s, {arm.Usd:0.0000} USD a call";
    }

    private void Load()
    {
        if (loaded)
            return;
        foreach (var (model, task, values) in ledger?.ReadArms() ?? [])
        {
            var arm = ModelArm.From(values);
            arms[(model, task)] = arm;
            totals[model] = totals.GetValueOrDefault(model, ModelArm.New).Plus(arm);
        }

        loaded = true;
    }
}
