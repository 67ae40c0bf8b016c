using Microsoft.DurableTask;
using Workflows.Activities.Agents;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Review;
using Workflows.Functions.Agents;

namespace Workflows.Functions.Orchestrators;

/// <summary>
/// Asks the review's agents: each as its file defines it, in a run of its own with its tools and limits. The files are read once, so a run keeps
/// the versions it began with.
/// </summary>
internal sealed class AgentDesk
{
    private const string Turn = "It is your turn.";

    private readonly ReviewBoard board;
    private readonly AgentTeam team;
    private readonly string? model;

    private AgentDesk(ReviewBoard board, AgentTeam team, string? model) => (this.board, this.team, this.model) = (board, team, model);

    /// <param name="context">The run.</param>
    /// <param name="board">Told of everything.</param>
    /// <param name="root">The folder that is reviewed; the agents' tools read there and nowhere else.</param>
    /// <param name="model">The model for all of them; null for those that their files name.</param>
    public static async Task<AgentDesk> GatherAsync(TaskOrchestrationContext context, ReviewBoard board, string root, string? model)
    {
        var request = new TeamRequest([.. Enum.GetValues<AgentRole>().Select(NameOf)], Turn) { Folder = root, Model = model };
        return new AgentDesk(board, await AgentTeam.GatherAsync(context, request, request.Agents), model);
    }

    /// <summary>Asks one agent; null when it could not answer, which is then on the board.</summary>
    public async Task<AgentReply?> AskAsync(AgentTask task)
    {
        if (board.IsBlocked(model))
            return GiveUp(task, "The model refused the key earlier in this run, so it was not asked again.", "Set a valid key for the model, then run again.");
        var name = $"{Wording.NameOf(task.Role)}: {task.Group}";
        board.Start(name);
        try
        {
            return Read(task, await team.AskAsync(NameOf(task.Role), Turn, asked => asked with
            {
                Setup = asked.Setup! with { Definition = asked.Setup.Definition with { Output = AgentSchemas.For(task.Round) } },
                Brief = AgentPrompts.Brief(task.Role, task.Round),
                Material = ReviewMaterial.Of(task),
            }));
        }
        finally
        {
            board.Finish(name);
        }
    }

    private AgentReply? Read(AgentTask task, AgentAnswer answer)
    {
        board.Count(answer.Models);
        if (answer.Failure == "unauthorized")
            board.Block(model);
        if (!answer.IsAnswered)
            return GiveUp(task, WithTries(answer), CureOf(answer));
        return ReplyParser.TryParse(answer.Text, task.Role, task.Round, out var problem) ?? GiveUp(task, problem, CureOf(answer));
    }

    private static string NameOf(AgentRole role) => role switch
    {
        AgentRole.Summariser => "review-summariser",
        AgentRole.RiskReviewer => "review-risks",
        AgentRole.Critic => "review-critic",
        _ => "review-editor",
    };

    private static string CureOf(AgentAnswer answer) => (answer.End, answer.Failure) switch
    {
        (AgentEnd.Answered or AgentEnd.WrongForm, _) => "Ask a model that follows JSON schemas.",
        (AgentEnd.StepLimit or AgentEnd.TimeLimit, _) => "Raise the limits in the agent's file, then run again.",
        (_, "throttled") => "Run again later, or raise the provider's limit.",
        (_, "timedOut") => "Raise the model's time limit, or lower Review:PromptTokensMax.",
        (_, "unavailable") => "Check the model's address and the network, then run again.",
        (_, "unauthorized") => "Set a valid key for the model, then run again.",
        (_, "refused") => "Ask another model.",
        (_, "overBudget") => "Raise the budget, then run again.",
        (_, "interrupted") => "Run again.",
        (_, "") => "Correct the agent's file, then run again.",
        _ => "Correct the model's configuration.",
    };

    private static string WithTries(AgentAnswer answer)
    {
        var calls = answer.Models.Sum(use => use.Calls);
        return calls <= 1 ? answer.Problem : $"{answer.Problem} ({calls} calls)";
    }

    private AgentReply? GiveUp(AgentTask task, string why, string cure)
    {
        board.Fail($"{Wording.NameOf(task.Role)} of {task.Group}, round {Wording.NameOf(task.Round)}", why, cure);
        return null;
    }
}
