using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
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

    /// <summary>Counts what ended runs have set aside.</summary>
    /// <param name="ended">The runs.</param>
    public void Release(IReadOnlyList<string> ended)
    {
        ArgumentNullException.ThrowIfNull(ended);
        State = State.Release(ended);
    }

    /// <summary>Has a person asked for more, unless that is under way; the call is told the answer by an event.</summary>
    /// <param name="ask">The call.</param>
    public BudgetAsked Ask(BudgetAsk ask)
    {
        ArgumentNullException.ThrowIfNull(ask);
        var (next, reply, opened) = State.Ask(ask);
        State = next;
        if (opened is not null)
            Context.ScheduleNewOrchestration(nameof(AskBudget), opened, new StartOrchestrationOptions(opened.Id));
        return reply;
    }

    /// <summary>Adds to the limits, as a person decided.</summary>
    /// <param name="decision">The decision.</param>
    /// <returns>The calls that waited for it.</returns>
    public IReadOnlyList<BudgetWaiter> Decide(BudgetDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        var (next, waiters) = State.Decide(decision);
        State = next;
        return waiters;
    }

    /// <summary>Hands an operation to the account.</summary>
    /// <param name="dispatcher">The operation.</param>
    [Function(nameof(ModelBudget))]
    public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<ModelBudget>();
}
