using Workflows.Activities.Models.Budgets;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models.Routing;

/// <summary>Decides which model a call asks, by health, constraints and measurements, and which budgets pay. Asks nobody: takes microseconds.</summary>
internal sealed class CallPlanner(ModelClients clients, ModelRouter router, BudgetSet budgets, TimeProvider clock)
{
    public ModelPlan Plan(ModelPlanRequest request)
    {
        var (client, reason) = request.Policy is { } policy ? Choose(request, policy) : Named(request);
        if (client is null)
            return new ModelPlan("", reason);
        return new ModelPlan(client.Model.Name, reason)
        {
            Worst = CallSize.Worst(client.Model, request.Bytes, request.MaxOutputTokens),
            Budgets = budgets.For(request.Who, clock.GetUtcNow()),
            Wait = client.Wait,
            IsLocalService = client.Service is not null,
            HasFallback = !request.Exact && request.Policy is null
                ? Next(client) is not null
                : request.Policy is not null && Fitting(request with { Tried = [.. request.Tried, client.Model.Name] }, request.Policy).Any(),
        };
    }

    private (ModelClient? Client, string Reason) Choose(ModelPlanRequest request, ModelPolicy policy)
    {
        var fitting = Fitting(request, policy).ToList();
        var healthy = fitting.Where(client => !client.Circuit.IsOpen && client.Wait == TimeSpan.Zero).ToList();
        if (healthy.Find(client => client.Model.Name == request.Chosen) is { } chosen)
            return (chosen, "as chosen before the process died");
        var from = healthy.Count > 0 ? healthy : fitting;       // when all are out, one of them has to be tried
        if (from.Count == 0)
            return (null, "No configured model fits the policy of the call: " + string.Join("; ", Misfits(request, policy)) + ".");
        var (name, reason) = router.Choose(
            [.. from.Select(client => client.Model.Name)], ModelRouter.Named(request.Who.Task ?? request.Who.Agent), policy);
        return (clients.Find(name), reason);
    }

    /// <summary>The named model, or the first of its fallbacks that is neither out nor tried.</summary>
    private (ModelClient? Client, string Reason) Named(ModelPlanRequest request)
    {
        if (clients.Find(request.Model) is not { } first)
        {
            return (null, $"No model of this name is configured; there are {string.Join(", ", clients.All.Select(one => one.Model.Name))}: "
                + "add it to Models:Named.");
        }

        if (request.Exact)
            return (first, "as named, and no other");
        var passed = new List<string>();
        for (var client = first; client is not null; client = Next(client))
        {
            if (request.Tried.Contains(client.Model.Name, StringComparer.OrdinalIgnoreCase))
                passed.Add($"{client.Model.Name} failed");
            else if (client.Circuit.Problem is { } problem && client.Model.Fallback is not null)
                passed.Add($"{client.Model.Name} is {problem}");
            else
                return (client, passed.Count == 0 ? "as named" : "fallback, because " + string.Join(", ", passed));
        }

        return (first, "as named; its fallbacks failed too");
    }

    private ModelClient? Next(ModelClient client) => client.Model.Fallback is { } name ? clients.Find(name) : null;

    private IEnumerable<ModelClient> Fitting(ModelPlanRequest request, ModelPolicy policy) =>
        clients.All.Where(client => !request.Tried.Contains(client.Model.Name, StringComparer.OrdinalIgnoreCase)
            && Misfit(client.Model, request, policy) is null);

    private IEnumerable<string> Misfits(ModelPlanRequest request, ModelPolicy policy) => clients.All.Select(client =>
        request.Tried.Contains(client.Model.Name, StringComparer.OrdinalIgnoreCase)
            ? $"{client.Model.Name} failed this question" : $"{client.Model.Name} {Misfit(client.Model, request, policy)}");

    private static string? Misfit(NamedModel model, ModelPlanRequest request, ModelPolicy policy)
    {
        if (policy.Among.Count > 0 ? !policy.Among.Contains(model.Name, StringComparer.OrdinalIgnoreCase) : !model.IsRemote)
            return "is not among the models asked for";
        if (policy.Needs.Concat(request.Tools ? ["tools"] : []).FirstOrDefault(need => !model.Capabilities.Contains(need)) is { } lacking)
            return $"lacks {lacking}";
        if (policy.Region is { } region && !region.Equals(model.Region, StringComparison.OrdinalIgnoreCase))
            return $"is not in {region}";
        var worst = CallSize.Worst(model, request.Bytes, request.MaxOutputTokens);
        if (model.ContextTokens < worst.Tokens)
            return $"holds {model.ContextTokens} tokens of up to {worst.Tokens}";
        if (policy.CeilingUsd is { } ceiling && (model.InputPricePerMillion is null || worst.Usd > ceiling))
            return "may cost more than the ceiling";
        return null;
    }
}
