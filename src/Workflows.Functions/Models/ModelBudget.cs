using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Workflows.Contracts.Models;

namespace Workflows.Functions.Models;

/// <summary>The account of one budget: what was used, and what is set aside for calls in flight. One for each run, agent, tenant or day.</summary>
public sealed class ModelBudget : TaskEntity<BudgetAccount>
{
    /// <summary>Lets a call through, asks it to wait, or says that the budget is used up.</summary>
    /// <param name="request">The call and its worst case.</param>
    public BudgetReply Reserve(BudgetRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (next, reply) = State.Reserve(request);
        State = next;
        return reply;
    }

    /// <summary>Takes in what a call used.</summary>
    /// <param name="settlement">The call.</param>
    public void Settle(BudgetSettlement settlement)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        State = State.Settle(settlement);
    }

    /// <summary>Adds to the limits, as a person decided.</summary>
    /// <param name="more">What is added.</param>
    public void Raise(BudgetAmount more)
    {
        ArgumentNullException.ThrowIfNull(more);
        State = State with { Extra = State.Extra.Plus(more) };
    }

    /// <summary>Hands an operation to the account.</summary>
    /// <param name="dispatcher">The operation.</param>
    [Function(nameof(ModelBudget))]
    public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<ModelBudget>();
}
