using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Models;
using Workflows.Contracts.People;
using Workflows.Functions.Agents;

namespace Workflows.Functions.Models;

/// <summary>Asks a person whether a budget that is used up may go on, on behalf of all calls that wait at its account.</summary>
public static class AskBudget
{
    /// <summary>Asks, tells the account, and tells the calls. Without an answer by the deadline nothing is added.</summary>
    /// <param name="context">The run; its id is the question's.</param>
    /// <param name="question">What is asked.</param>
    /// <returns>Whether more was allowed.</returns>
    [Function(nameof(AskBudget))]
    public static async Task<bool> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, BudgetQuestion question)
    {
        var people = new AgentPeople { Assignee = question.Limit.Assignee, DeadlineSeconds = question.Limit.DeadlineSeconds };
        var decision = await new PersonDesk(context, question.Who.Agent, people, question.Who.Run).MoreAsync(BudgetWords.Ask(question));
        var more = decision.Verb switch
        {
            Verb.Approve => BudgetWords.Again(question.Limit),
            Verb.Answer => BudgetWords.Parse(decision.Text),
            _ => null,
        };
        var waiters = await context.Entities.CallEntityAsync<IReadOnlyList<BudgetWaiter>>(
            new EntityInstanceId(nameof(ModelBudget), question.Limit.Key), nameof(ModelBudget.Decide), new BudgetDecision(question.Id, more));
        foreach (var waiter in waiters)
            context.SendEvent(waiter.Instance, BudgetAsk.EventOf(waiter.Call), more is not null);
        return more is not null;
    }
}
