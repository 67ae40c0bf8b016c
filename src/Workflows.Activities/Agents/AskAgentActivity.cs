using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Workflows.Activities.Models;
using Workflows.Contracts;
using Workflows.Contracts.Models;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Agents;

/// <summary>One model call of one agent: reads the files, builds the prompt, asks, and reads the answer.</summary>
/// <param name="models">Asks the model.</param>
/// <param name="options">The size of a prompt.</param>
public sealed class AskAgentActivity(ModelGateway models, IOptions<AgentOptions> options)
{
    /// <summary>Asks the agent of a task. Every expected end, a model's failure too, is a result and not an exception.</summary>
    /// <param name="task">Who is asked, and about what.</param>
    /// <param name="instanceId">The run that pays.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Function("AskAgent")]
    public async Task<AgentResult> RunAsync([ActivityTrigger] AgentTask task, string instanceId, CancellationToken cancellationToken)
    {
        var call = await BuildAsync(task, options.Value.PromptTokensMax, cancellationToken);
        var outcome = await models.AskAsync(
            call with { Who = new ModelAsker(AgentPrompts.NameOf(task.Role)) { Run = instanceId, Task = "review" } }, cancellationToken);
        return ResultOf(outcome, task.Role, task.Round) with
        {
            Model = outcome.Model,
            InputTokens = outcome.Usage.InputTokens,
            OutputTokens = outcome.Usage.OutputTokens,
            CostUsd = outcome.Usage.CostUsd,
        };
    }

    internal static async Task<ModelCall> BuildAsync(AgentTask task, int promptTokensMax, CancellationToken cancellationToken)
    {
        var sources = new List<SourceText>();
        foreach (var file in task.Files)
        {
            if (await SourceReader.TryReadAsync(task.Root, file, cancellationToken) is { } source)
                sources.Add(source);
        }

        var cited = task.Statements.SelectMany(statement => statement.Citations);
        return AgentPrompts.Build(task, ExcerptPicker.Pick(sources, task.Role, cited, promptTokensMax));
    }

    internal static AgentResult ResultOf(ModelOutcome outcome, AgentRole role, AgentRound round) => outcome switch
    {
        Answered answer when ReplyParser.TryParse(answer.Text, role, round, out var problem) is { } reply =>
            new(AgentOutcome.Answered) { Reply = reply, Problem = problem },
        Answered answer => new(AgentOutcome.Malformed) { Problem = ProblemOf(answer.Text, role, round),
            Cure = "Ask a model that follows JSON schemas." },
        Throttled failure =>
            Failed(AgentOutcome.Throttled, failure,
                "Run again later, or raise the provider's limit.") with { RetryAfter = failure.RetryAfter },
        TimedOut failure => Failed(AgentOutcome.TimedOut, failure, "Raise the model's time limit, or lower Review:PromptTokensMax."),
        Unavailable failure => Failed(AgentOutcome.Unavailable, failure,
            "Check the model's address and the network, then run again.") with { RetryAfter = failure.RetryAfter },
        Malformed failure => Failed(AgentOutcome.Malformed, failure, "Ask a model that follows JSON schemas."),
        Unauthorized failure => Failed(AgentOutcome.Unauthorized, failure, "Set a valid key for the model, then run again."),
        Refused failure => Failed(AgentOutcome.Refused, failure, "Ask another model."),
        OverBudget failure => Failed(AgentOutcome.Invalid, failure, "Raise the budget, then run again."),
        InvalidRequest failure => Failed(AgentOutcome.Invalid, failure, "Correct the model's configuration."),
        _ => throw new System.Diagnostics.UnreachableException(outcome.GetType().Name),
    };

    private static AgentResult Failed(AgentOutcome outcome, ModelFailure failure, string cure) =>
        new(outcome) { Problem = failure.Message, Cure = cure };

    private static string ProblemOf(string text, AgentRole role, AgentRound round)
    {
        ReplyParser.TryParse(text, role, round, out var problem);
        return problem;
    }
}
