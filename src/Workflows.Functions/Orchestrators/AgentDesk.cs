using Microsoft.DurableTask;
using Workflows.Contracts;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>Asks agents and carries them through trouble: waits, repairs, gives up. Every call and every wait is recorded in
/// history.</summary>
internal sealed class AgentDesk(TaskOrchestrationContext context, ReviewBoard board, ReviewTeam team)
{
    // A model's failure is a result, so an exception means that the activity itself broke: once more, then the report names it.
    private static readonly TaskOptions Twice = TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromSeconds(1)));

    /// <summary>Asks one agent; null when it could not answer, which is then on the board.</summary>
    public async Task<AgentReply?> AskAsync(AgentTask task)
    {
        var name = $"{Wording.NameOf(task.Role)}: {task.Group}";
        if (team.Problem(task.Role) is { } problem)
            return GiveUp(task, problem, "Correct the agent's file, then run again.");
        board.Start(name);
        try
        {
            return await AskUntilDoneAsync(team.Brief(task));
        }
        finally
        {
            board.Finish(name);
        }
    }

    private async Task<AgentReply?> AskUntilDoneAsync(AgentTask task)
    {
        var attempts = new AgentAttempts();
        while (true)
        {
            if (board.IsBlocked(task.Model))
                return GiveUp(task, "The model refused the key earlier in this run, so it was not asked again.",
                    "Set a valid key for the model, then run again.");
            var result = await CallAsync(task);
            board.Count(result);
            switch (AgentRetry.Next(result, attempts))
            {
                case RetryStep.Done done:
                    return done.Reply;
                case RetryStep.Wait wait:
                    attempts = wait.Attempts;
                    await context.CreateTimer(wait.Delay, CancellationToken.None);
                    break;
                case RetryStep.Repair repair:
                    attempts = repair.Attempts;
                    task = task with { Repair = repair.Problem };
                    break;
                case RetryStep.Fail fail:
                    if (fail.BlockModel)
                        board.Block(task.Model);
                    return GiveUp(task, fail.Why, fail.Cure);
            }
        }
    }

    private async Task<AgentResult> CallAsync(AgentTask task)
    {
        try
        {
            return await context.CallAsync(Steps.AskAgent, task, Twice);
        }
        catch (TaskFailedException failure)
        {
            return new AgentResult(AgentOutcome.Invalid)
            {
                Problem = failure.FailureDetails.ErrorMessage,
                Cure = "This is a defect of the program: please report it with the run's id.",
                Model = task.Model ?? "",
            };
        }
    }

    private AgentReply? GiveUp(AgentTask task, string why, string cure)
    {
        board.Fail($"{Wording.NameOf(task.Role)} of {task.Group}, round {Wording.NameOf(task.Round)}", why, cure);
        return null;
    }
}
