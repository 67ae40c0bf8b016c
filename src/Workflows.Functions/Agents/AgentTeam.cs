using System.Text.Json;
using Microsoft.DurableTask;
using Workflows.Contracts;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Models;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Agents;

/// <summary>
/// The agents of a pattern: resolved together at its start, so all of its run works with the same versions, and asked as runs of their own.
/// </summary>
public sealed class AgentTeam
{
    private readonly TaskOrchestrationContext context;
    private readonly TeamRequest request;
    private readonly Dictionary<string, AgentSetup> members;
    private ModelUsage usage = ModelUsage.None;

    private AgentTeam(TaskOrchestrationContext context, TeamRequest request, Dictionary<string, AgentSetup> members) =>
        (this.context, this.request, this.members) = (context, request, members);

    /// <summary>Tokens and cost of all that was asked so far.</summary>
    public ModelUsage Usage => usage;

    /// <summary>Resolves the agents of a team.</summary>
    /// <param name="context">The pattern's run.</param>
    /// <param name="request">What all of them work on.</param>
    /// <param name="names">Their names.</param>
    /// <returns>The team.</returns>
    public static async Task<AgentTeam> GatherAsync(TaskOrchestrationContext context, TeamRequest request, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(context);
        var distinct = names.Distinct(StringComparer.Ordinal).ToList();
        var setups = await ResolveAsync(context, distinct);
        return new AgentTeam(context, request, distinct.Zip(setups).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
    }

    /// <summary>Asks one agent, as a run of its own.</summary>
    /// <param name="agent">One of the team.</param>
    /// <param name="task">What it shall do.</param>
    /// <param name="adjust">Changes the request, to add what was said earlier or whom it may hand over to; null for nothing.</param>
    /// <returns>How it ended; an agent that breaks is an answer too.</returns>
    public async Task<AgentAnswer> AskAsync(string agent, string task, Func<AgentRequest, AgentRequest>? adjust = null)
    {
        var asked = new AgentRequest(agent, task)
        {
            Setup = members[agent],
            Run = request.Run ?? context.InstanceId,
            Tenant = request.Tenant,
            ReadableFolder = request.Folder,
            Model = request.Model,
        };
        try
        {
            var answer = await context.CallSubOrchestratorAsync<AgentAnswer>("Agent", adjust?.Invoke(asked) ?? asked);
            usage = usage.Plus(answer.Usage);
            return answer;
        }
        catch (TaskFailedException failure)
        {
            return new AgentAnswer(agent, AgentEnd.Failed, "") { Problem = failure.FailureDetails.ErrorMessage };
        }
    }

    /// <summary>Asks one agent for an answer of a given form, whatever form its definition names.</summary>
    /// <typeparam name="T">What the answer is read as.</typeparam>
    /// <param name="agent">One of the team.</param>
    /// <param name="task">What it shall do.</param>
    /// <param name="form">The form.</param>
    /// <returns>The value, and the answer; the value is null when there is none.</returns>
    public async Task<(T? Value, AgentAnswer Answer)> AskForAsync<T>(string agent, string task, AnswerSchema form)
        where T : class
    {
        var answer = await AskAsync(agent, task, asked =>
            asked with { Setup = members[agent] with { Definition = members[agent].Definition with { Output = form } } });
        return (answer.IsAnswered ? JsonSerializer.Deserialize<T>(answer.Text, JsonSerializerOptions.Web) : null, answer);
    }

    /// <summary>Asks several agents at once, at most so many at a time.</summary>
    /// <param name="questions">Agent and task of each.</param>
    /// <param name="maxInFlight">How many work at once.</param>
    /// <returns>The answers, in the order of the questions.</returns>
    public Task<IReadOnlyList<AgentAnswer>> AskAllAsync(IReadOnlyList<(string Agent, string Task)> questions, int maxInFlight) =>
        Flow.FanOutAsync(questions, maxInFlight, question => AskAsync(question.Agent, question.Task));

    /// <summary>What an agent of the team is for.</summary>
    /// <param name="agent">One of the team.</param>
    public AgentContact Contact(string agent) => new(agent, members[agent].Definition.Description);

    internal static Task<IReadOnlyList<AgentSetup>> ResolveAsync(TaskOrchestrationContext context, IReadOnlyList<string> names) =>
        context.CallAsync(AgentSteps.ResolveAgents, names, AgentSteps.ThreeTimes);
}
